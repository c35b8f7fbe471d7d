import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Conformance"))

from hutong import ROOT, Server, demo  # noqa: E402

# Together they have a page of every kind: the stall has steps that staff fill, several who sign, a notice period.
EXAMPLES = [ROOT / "Examples" / name for name in ("elder-check", "market-stall")]


@pytest.fixture(scope="session")
def demonstration():
    return demo(*EXAMPLES)


@pytest.fixture(scope="module")
def server():
    with Server(*EXAMPLES) as running:
        yield running


@pytest.fixture(scope="session")
def pictures():
    """Where screenshots go: HUTONG_PICTURES or a temporary folder, named at the end."""
    folder = pathlib.Path(os.environ.get("HUTONG_PICTURES") or tempfile.mkdtemp(prefix="hutong-pictures-"))
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    print(f"\nscreenshots: {folder}")


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no chromium here")
    from playwright.sync_api import sync_playwright
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium, server):
    context = chromium.new_context(
        base_url=server.base, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium, server):
    context = chromium.new_context(base_url=server.base, viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()
