import datetime
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from hutong import ROOT, Server, demo  # noqa: E402
from postgres import Postgres  # noqa: E402

EXAMPLE = ROOT / "Examples" / "elder-check"


@pytest.fixture(scope="session")
def demonstration():
    return demo(EXAMPLE)


@pytest.fixture(scope="session")
def postgres():
    try:
        server = Postgres()
    except RuntimeError as reason:
        pytest.skip(str(reason))
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request, tmp_path):
    """Each store in turn, by its address."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres").database()
    return f"sqlite:{tmp_path}/hutong.sqlite"


@pytest.fixture(scope="session")
def tomorrow():
    return (datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
            + datetime.timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def server():
    """The example with its demonstration people on a fresh SQLite store; shared by the tests of one file."""
    with Server(EXAMPLE) as running:
        yield running


@pytest.fixture(scope="session")
def elders(demonstration):
    """Residents of 60 and over by the name of their community."""
    communities = {p["code"]: p["name"] for p in demonstration["places"] if p["level"] == "community"}
    limit = f"{datetime.date.today().year - 61}-01-01"
    out = {name: [] for name in communities.values()}
    for resident in demonstration["residents"]:
        if resident["birth_date"] < limit:
            out[communities[resident["place"][:12]]].append(resident)
    return out


@pytest.fixture(scope="session")
def post(demonstration):
    """post("五号社区", "社区主任") is that member of staff."""
    def find(organization, name):
        return next(
            s for s in demonstration["staff"] if s["organization"].startswith(organization) and s["post"] == name)
    return find
