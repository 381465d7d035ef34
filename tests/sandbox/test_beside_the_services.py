"""`kith demo` starts the outside world beside the services, and tells identity where it is."""

from pathlib import Path

from console.topology import SANDBOX, Topology


def test_a_demo_has_one_process_more_and_identity_is_told(tmp_path: Path) -> None:
    topology = Topology.choose(tmp_path, 0, sandbox=True)
    assert SANDBOX in topology.processes
    told = topology.environment("identity")
    assert told["KITH_EVIDENCE_CHECKS_URL"] == f"http://localhost:{topology.sandbox}/providers"
    assert told["KITH_ONE_LOGIN_ISSUER"] == f"http://localhost:{topology.sandbox}/one-login/"
    assert told["KITH_SMTP_URL"] == f"smtp://localhost:{topology.post}"
    assert "KITH_ONE_LOGIN_ISSUER" not in topology.environment("gateway")
    assert topology.environment("cases")["KITH_CLAMD"] == f"localhost:{topology.scanner}"


def test_services_alone_know_of_no_outside_world(tmp_path: Path) -> None:
    topology = Topology.choose(tmp_path, 0)
    assert SANDBOX not in topology.processes
    assert "KITH_EVIDENCE_CHECKS_URL" not in topology.environment("identity")
    assert "KITH_CLAMD" not in topology.environment("cases")
