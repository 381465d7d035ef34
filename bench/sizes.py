"""At which sizes, and on what, a thing is measured that should cost the same however many people there are."""

from collections.abc import AsyncGenerator

from bench.kept import Kind
from bench.population import County, county
from bench.run import Run
from deploy.servers import Missing

SIZES = (10_000, 100_000, 1_000_000)
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


async def counties(run: Run) -> AsyncGenerator[County]:
    """Each in turn, open for one round; in a quick run the smallest only. A database that cannot be had is left out."""
    for kind in KINDS:
        try:
            for size in SIZES[:1] if run.quick else SIZES:
                async with county(kind, size, run.folder, run.say) as opened:
                    yield opened
        except Missing as missing:
            print(f"{NAMES[kind]} is left out: {missing}")
