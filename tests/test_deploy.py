"""The examples that an operator copies: each is read as its program and as our settings read it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from notifier.service.factories import Role
from notifier.service.settings import Settings, WebSettings
from notifier.service.settings_loading import inspect_settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "notifier.service").read_text(encoding="utf-8")
PROXIES = ("nginx.conf", "Caddyfile")
COMPOSE_FILES = (ROOT / "compose.yaml", DEPLOY / "compose.postgres.yaml")
PORT = WebSettings().port
GIVEN = {"POSTGRES_PASSWORD": "0a1b2c", "NOTIFIER_TELEGRAM_TOKEN": "123456:abc"}
"""What an operator writes into `.env`."""


def needs(program: str) -> pytest.MarkDecorator:
    """Skip where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"without {program}")


def run(*command: str | Path) -> None:
    """Run a command that must succeed and have nothing to complain of."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def settings_of(environment: Mapping[str, str], config: Path = ROOT / "config") -> Settings:
    """Read settings as the service would with this environment; nothing may be wrong."""
    settings, problems = inspect_settings(config, environment)
    assert problems == []
    return settings


def unit(key: str) -> list[str]:
    """Return every value of a key of the systemd unit."""
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


# systemd


@needs("systemd-analyze")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    (command,) = unit("ExecStart")
    copy = tmp_path / "notifier.service"
    copy.write_text(UNIT.replace(command.split()[0], "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_sets_what_the_service_reads(tmp_path: Path) -> None:
    (credential,) = unit("LoadCredential")
    name, _, _ = credential.partition(":")
    (tmp_path / name).write_text("123456:abc\n", encoding="utf-8")
    pairs = (each.replace("%d", str(tmp_path)).split("=", 1) for each in unit("Environment"))
    environment = dict(pairs)
    assert environment.pop("NOTIFIER_CONFIG_DIR") == "/etc/notifier"
    settings = settings_of(environment)
    assert [token.get_secret_value() for token in settings.telegram.tokens] == ["123456:abc"]
    folder = f"/var/lib/{unit('StateDirectory')[0]}"
    assert settings.database.url.get_secret_value() == f"sqlite:///{folder}/notifier.db"
    assert unit("WorkingDirectory") == [folder]
    assert unit("ExecStart") == ["/opt/notifier/bin/notifier run"]


def test_the_docs_set_up_what_the_unit_names() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for named in (
        "python3 -m venv /opt/notifier",
        f"useradd --system --home-dir {unit('WorkingDirectory')[0]}",
        "/etc/notifier/token",
        "deploy/notifier.service /etc/systemd/system/",
        "NOTIFIER_CONFIG_DIR=/etc/notifier",
        *(each for each in unit("Environment") if "DATABASE" in each),
    ):
        assert named in text
    for file in re.findall(r"deploy/\w[\w.-]*", text):
        assert (ROOT / file).exists(), file


# Reverse proxies


@needs("nginx")
def test_nginx_takes_its_file(tmp_path: Path) -> None:
    run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"),
        *("-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"),
    )
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/letsencrypt/live/news.example.org", str(tmp_path))
    whole = tmp_path / "whole.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off;\n{text}\n}}\n",
        encoding="utf-8",
    )
    run("nginx", "-t", "-q", "-p", tmp_path, "-c", whole)


@needs("caddy")
def test_caddy_takes_its_file() -> None:
    run("caddy", "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile", "--validate")


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_leads_to_where_the_service_listens_and_hides_its_numbers(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert re.findall(r"127\.0\.0\.1:(\d+)", text) == [str(PORT)]
    assert "/metrics" in text
    (size,) = re.findall(r"(?:max_size|client_max_body_size) (\d+)(?:MB|m)", text)
    assert int(size) * 1_000_000 >= Settings().fetch.max_bytes
    (public,) = re.findall(r"NOTIFIER_WEB_PUBLIC_URL=(https://[\w.]+)", text)
    assert settings_of({"NOTIFIER_WEB_PUBLIC_URL": public}).web.address == public
    assert public.removeprefix("https://") in text.replace(public, "")


# Containers


def composed(file: Path) -> dict[str, Any]:
    """Read a compose file with its variables filled in from GIVEN or their defaults."""

    def fill(found: re.Match[str]) -> str:
        return GIVEN.get(found[1]) or str(found[2] or "")

    text = re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", fill, file.read_text(encoding="utf-8"))
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def ours(file: Path) -> dict[str, dict[str, Any]]:
    """Return the services of a compose file that run notifier."""
    services: dict[str, dict[str, Any]] = composed(file)["services"]
    return {name: each for name, each in services.items() if each["image"] == "notifier"}


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_a_compose_file_sets_what_the_service_reads(file: Path, tmp_path: Path) -> None:
    whole = composed(file)
    token = tmp_path / "token"
    token.write_text("123456:abc", encoding="utf-8")
    for name, service in ours(file).items():
        environment = dict(service["environment"])
        for key in [key for key in environment if key.endswith("_FILE")]:
            folder, _, secret = environment[key].rpartition("/")
            assert (folder, secret in whole["secrets"]) == ("/run/secrets", True), name
            environment[key] = str(token)
        settings = settings_of(environment)
        assert settings.web.public_url is None
        assert [each.get_secret_value() for each in settings.telegram.tokens] == ["123456:abc"]
        mounts = [each.split(":") for each in service["volumes"]]
        assert (file.parent / next(e[0] for e in mounts if e[1] == "/etc/notifier")).is_dir()
        for published in service.get("ports", ()):
            assert published == f"127.0.0.1:{PORT}:{PORT}"


def test_every_role_has_a_process_that_waits_for_the_schema() -> None:
    services = ours(DEPLOY / "compose.postgres.yaml")
    commands = {name: each["command"] for name, each in services.items()}
    assert commands.pop("schema") == ["db", "upgrade"]
    assert commands == {role.value: ["run", "--role", role.value] for role in Role}
    for name in commands:
        waits = services[name]["depends_on"]
        assert waits == {"schema": {"condition": "service_completed_successfully"}}


def test_the_database_of_the_compose_file_is_the_one_that_is_asked() -> None:
    file = DEPLOY / "compose.postgres.yaml"
    postgres = composed(file)["services"]["postgres"]["environment"]
    for service in ours(file).values():
        url = settings_of(service["environment"]).database.url.get_secret_value()
        user, password, name = (postgres[f"POSTGRES_{part}"] for part in ("USER", "PASSWORD", "DB"))
        assert url == f"postgresql://{user}:{password}@postgres/{name}"


class _Tagged(yaml.SafeLoader):
    """Reads what is tagged, as `!override` is, without its tag."""


_Tagged.add_multi_constructor("!", lambda loader, _tag, node: loader.construct_sequence(node))


def test_more_processes_are_more_of_those_that_there_are() -> None:
    text = (DEPLOY / "compose.scale.yaml").read_text(encoding="utf-8")
    more = yaml.load(text, _Tagged)["services"]
    assert {role.value for role in Role} == more.keys()
    assert all(each["deploy"]["replicas"] > 1 for each in more.values())


# Kubernetes


def manifests() -> list[dict[str, Any]]:
    text = (DEPLOY / "k8s" / "notifier.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load_all(text))


def test_every_role_has_a_deployment_of_several_that_are_not_all_stopped_at_once() -> None:
    deployments = {
        each["spec"]["selector"]["matchLabels"]["role"]: each["spec"]
        for each in manifests()
        if each["kind"] == "Deployment"
    }
    assert deployments.keys() == {role.value for role in Role}
    for role, spec in deployments.items():
        (container,) = spec["template"]["spec"]["containers"]
        assert container["args"] == ["run", "--role", role]
        labels = spec["template"]["metadata"]["labels"]
        assert labels == spec["selector"]["matchLabels"] == {"app": "notifier", "role": role}
        (budget,) = (
            each["spec"]
            for each in manifests()
            if each["kind"] == "PodDisruptionBudget" and each["metadata"]["name"].endswith(role)
        )
        assert budget["selector"]["matchLabels"] == labels
        assert budget["minAvailable"] < spec["replicas"]


def test_pods_have_few_rights_and_are_asked_whether_they_live() -> None:
    text = (DEPLOY / "k8s" / "pod.yaml").read_text(encoding="utf-8")
    pod = yaml.safe_load(text)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    user = re.search(
        r"^USER (\d+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert user is not None
    assert pod["securityContext"]["runAsUser"] == int(user[1])
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["ports"][0]["containerPort"] == PORT
    probes = [container[f"{each}Probe"]["httpGet"] for each in ("startup", "liveness", "readiness")]
    assert {each["path"] for each in probes} == {"/healthz"}


def links(service: str) -> dict[str, str]:
    """Return the variables by which Kubernetes tells a pod of a Service, as it documents them."""
    name, host = service.replace("-", "_").upper(), "10.96.0.12"
    return {
        f"{name}_SERVICE_HOST": host,
        f"{name}_SERVICE_PORT": "80",
        f"{name}_SERVICE_PORT_HTTP": "80",
        f"{name}_PORT": f"tcp://{host}:80",
        f"{name}_PORT_80_TCP": f"tcp://{host}:80",
        f"{name}_PORT_80_TCP_PROTO": "tcp",
        f"{name}_PORT_80_TCP_PORT": "80",
        f"{name}_PORT_80_TCP_ADDR": host,
    }


def services() -> list[str]:
    return [each["metadata"]["name"] for each in manifests() if each["kind"] == "Service"]


@pytest.mark.parametrize("name", [*services(), "notifier", "notifier-web-v2", "notifier-database"])
def test_a_pod_starts_beside_a_service_of_the_cluster(name: str) -> None:
    read = settings_of({**links(name), "NOTIFIER_WEB_HOST": "0.0.0.0"})
    assert (read.web.host, read.web.port) == ("0.0.0.0", PORT)
    text = (DEPLOY / "k8s" / "pod.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["spec"]["template"]["spec"]["enableServiceLinks"] is False


@pytest.mark.parametrize(
    ("environment", "wrong"),
    [
        ({"NOTIFIER_WEB_PORT": "tcp://10.96.0.12:80"}, "NOTIFIER_WEB_PORT"),
        ({**links("notifier-web"), "NOTIFIER_WEB_PORT": "eighty"}, "NOTIFIER_WEB_PORT"),
        ({**links("notifier-web"), "NOTIFIER_WEB_HOTS": "::"}, "NOTIFIER_WEB_HOTS"),
        ({**links("notifier-web"), "NOTIFIER_WEB_PORT_80": "1"}, "NOTIFIER_WEB_PORT_80"),
    ],
)
def test_what_no_cluster_sets_is_refused_still(environment: dict[str, str], wrong: str) -> None:
    _, problems = inspect_settings(ROOT / "config", environment)
    assert [each.where for each in problems] == [f"environment {wrong}"]


def test_a_port_that_is_set_stays_beside_a_service() -> None:
    read = settings_of({**links("notifier-web"), "NOTIFIER_WEB_PORT": "9090"})
    assert read.web.port == 9090


def test_what_the_image_is_built_from_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    sent = {each.removeprefix("!") for each in lines if each.startswith("!")}
    copied = re.findall(
        r"^COPY (?!--from)(.*) \S+$",
        (ROOT / "Dockerfile").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {name for names in copied for name in names.split()} == sent


@pytest.mark.parametrize("file", COMPOSE_FILES, ids=lambda file: file.name)
def test_the_logs_of_containers_are_rotated(file: Path) -> None:
    for service in composed(file)["services"].values():
        assert service["logging"]["options"].keys() >= {"max-size", "max-file"}
