"""One Kafka broker in a folder: `server.properties`, `data/` and the log. The program comes by Maven, once."""

import base64
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from deploy.servers import Failed, Missing, Server, find, install

OLDEST_JAVA = 17
_HERE = Path(__file__).parent
_STARTED = "Kafka Server started"
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}
inter.broker.listener.name=PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
"""


@dataclass(frozen=True, slots=True)
class Broker:
    """A single node at `folder`, for clients on 127.0.0.1:`port`. A `throwaway` one starts quickly and runs slowly."""

    folder: Path
    port: int
    controller_port: int
    throwaway: bool = False

    def server(self) -> Server:
        """The broker, its folder made on first use. Raises Missing or Failed."""
        java, jars = _java(), _jars()
        data, properties = self.folder / "data", self.folder / "server.properties"
        self.folder.mkdir(parents=True, exist_ok=True)
        properties.write_text(
            _PROPERTIES.format(port=self.port, controller_port=self.controller_port, data=data), encoding="utf-8"
        )
        run = [
            str(java),
            "-Xmx512m",
            *(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"] if self.throwaway else []),
            f"-Dlog4j2.configurationFile={_HERE / 'log4j2.properties'}",
            "-cp",
            f"{jars}/*",
        ]
        if not (data / "meta.properties").exists():
            _format(run, properties)
        return Server(
            name="Kafka",
            command=[*run, "kafka.Kafka", str(properties)],
            folder=self.folder,
            port=self.port,
            ready=_Started(self.folder / "server.log"),
        )


class _Started:
    """Whether the broker has logged its start since we began to look."""

    def __init__(self, log: Path) -> None:
        self._from = log.stat().st_size if log.exists() else 0

    def __call__(self, server: Server) -> bool:
        with server.log.open("rb") as log:
            log.seek(self._from)
            return _STARTED in log.read().decode(errors="replace")


def fetch() -> None:
    """Have Java and Kafka on this machine, installing what is missing when we may. Raises Missing."""
    if _find_java() is None:
        install(f"Java {OLDEST_JAVA} or newer", f"openjdk-{OLDEST_JAVA}-jre-headless")
    if not _cache().exists() and find("mvn") is None:
        install("Maven, which fetches Kafka,", "maven")
    _jars()


def _format(run: list[str], properties: Path) -> None:
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    formatted = subprocess.run(
        [*run, "kafka.tools.StorageTool", "format", "--standalone", f"--cluster-id={cluster}", "-c", str(properties)],
        capture_output=True,
        text=True,
        check=False,
    )
    if formatted.returncode != 0:
        raise Failed(f"Kafka could not make its folder: {formatted.stderr.strip() or formatted.stdout.strip()}")


def _java() -> Path:
    java = _find_java()
    if java is None:
        raise Missing(f"Java {OLDEST_JAVA} or newer is not on this machine: run `python -m deploy.kafka fetch` as root")
    return java


def _find_java() -> Path | None:
    """The first Java that is new enough: JAVA_HOME's, the PATH's, or one of those Debian keeps."""
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    candidates = [*(home / "bin" / "java" for home in homes), find("java"), *Path("/usr/lib/jvm").glob("*/bin/java")]
    for java in candidates:
        if java is None or not os.access(java, os.X_OK):
            continue
        # `java -version` says it on standard error: openjdk version "17.0.15" 2025-04-15
        says = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        version = re.search(r'version "(\d+)', says)
        if version and int(version[1]) >= OLDEST_JAVA:
            return java
    return None


def _jars() -> Path:
    """The folder of Kafka and what it needs, fetched by Maven (checksums enforced) on first use. Raises Missing."""
    jars = _cache()
    if jars.exists():
        return jars
    maven = find("mvn")
    if maven is None:
        raise Missing("Maven, which fetches Kafka, is not on this machine: run `python -m deploy.kafka fetch` as root")
    jars.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place and then renamed, so that a broken download is never taken for a whole one.
    arriving = Path(tempfile.mkdtemp(prefix="arriving-", dir=jars.parent))
    try:
        fetched = subprocess.run(
            [
                *(str(maven), "-q", "-B", "--strict-checksums", "-f", str(_HERE / "pom.xml")),
                *("dependency:copy-dependencies", f"-DoutputDirectory={arriving}"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode != 0:
            raise Missing(f"Maven could not fetch Kafka (is the network there?): {fetched.stdout.strip()[:300]}")
        if not jars.exists():
            arriving.rename(jars)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    return jars


def _cache() -> Path:
    version = re.search(r"<kafka\.version>(.+?)</kafka\.version>", (_HERE / "pom.xml").read_text(encoding="utf-8"))
    if version is None:
        raise Failed("deploy/kafka/pom.xml names no kafka.version")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kith" / f"kafka-{version[1]}"
