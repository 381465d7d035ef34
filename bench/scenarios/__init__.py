"""What is measured, in the order it is measured: each a function of the run."""

from collections.abc import Mapping

from bench.run import Scenario
from bench.scenarios.case_create import case_create
from bench.scenarios.case_list import case_list
from bench.scenarios.directory_search import directory_search
from bench.scenarios.feed_import import feed_import
from bench.scenarios.gate_at_size import gate_at_size
from bench.scenarios.gate_beside_openfga import gate_beside_openfga
from bench.scenarios.network_page import network_page
from bench.scenarios.record_read import record_read
from bench.scenarios.share_decision import share_decision
from bench.scenarios.sign_on import sign_on
from bench.scenarios.start_up import start_up
from bench.scenarios.tamper_evident_log import tamper_evident_log
from bench.scenarios.tokens import tokens
from bench.scenarios.webhook import webhook

SCENARIOS: Mapping[str, Scenario] = {
    "start-up": start_up,
    "share decision": share_decision,
    "gate at size": gate_at_size,
    "gate beside OpenFGA": gate_beside_openfga,
    "case list": case_list,
    "case create": case_create,
    "feed import": feed_import,
    "tamper-evident log": tamper_evident_log,
    "network page": network_page,
    "record read": record_read,
    "tokens": tokens,
    "sign-on": sign_on,
    "webhook": webhook,
    "directory search": directory_search,
}
