"""Wiring: channels, exchange, limits, provider, pages; one public port and one for operators."""

from chassis.http import HttpServer, operator_port
from chassis.rpc import Tls
from chassis.run import Life, serving
from services.gateway.api.app import application
from services.gateway.api.door import Back
from services.gateway.api.limits import Buckets
from services.gateway.api.proxy import provider
from services.gateway.clients.connection import connect
from services.gateway.settings import Settings


async def serve(settings: Settings, life: Life) -> None:
    """Serve the public until told to stop."""
    clock, tls, buckets = settings.clock(), Tls.read(settings.tls_dir), Buckets(settings.rate_scale)
    async with (
        connect(
            tls,
            clock,
            identity=settings.identity_address,
            directory=settings.directory_address,
            cases=settings.cases_address,
        ) as behind,
        provider(settings.identity_http_address, settings.tls_dir, settings.issuer, buckets) as openid,
    ):
        app = application(
            Back(behind.clients, behind.exchange, buckets),
            openid,
            issuer=settings.issuer,
            clock=clock,
            ids=settings.ids(clock),
            trusted_proxies=settings.trusted_proxies,
        )
        operators = operator_port(behind.reachable)
        await life.run(
            {
                "api": serving(HttpServer(app, settings.host, settings.port)),
                "api.operators": serving(HttpServer(operators, settings.ops_host, settings.ops_port)),
            }
        )
