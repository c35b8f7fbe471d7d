"""A picture of each page, small: python pictures.py FOLDER. Started by Tools/pages."""
import pathlib
import shutil
import sys

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Conformance"))

import walk  # noqa: E402
from hutong import ROOT, Server, demo  # noqa: E402

EXAMPLE = ROOT / "Examples" / "elder-check"
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 800}


def take(page, folder, name, path):
    page.goto(path)
    # The bar of tabs belongs at the end of a picture of the whole page, not across its middle.
    height = page.evaluate("Math.ceil(document.documentElement.scrollHeight)")
    own = page.viewport_size
    page.set_viewport_size({"width": own["width"], "height": min(max(own["height"], height), 2400)})
    page.screenshot(path=folder / f"{name}.png", scale="css")
    page.set_viewport_size(own)
    print(name, path)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    invented = demo(EXAMPLE)
    with Server(EXAMPLE) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

        def page(size):
            return browser.new_context(
                base_url=server.base, viewport=size, locale="zh-CN", reduced_motion="reduce").new_page()

        codes = [walk.apply(server.base, walk.elder_of(invented, "五号社区", i)) for i in range(4)]
        staff = page(DESK)
        take(staff, folder, "sign-in-staff", "/sign-in/staff")
        walk.sign_in_staff(staff, walk.head_of(invented, "五号社区"))
        staff.goto(f"/requests/{codes[1]}")
        staff.get_by_role("button", name="同意", exact=True).click()
        staff.wait_for_load_state()
        for name, path in walk.staff_pages(codes[0]).items():
            take(staff, folder, name, path)
        phone = page(PHONE)
        take(phone, folder, "sign-in", "/sign-in")
        walk.sign_in(phone, walk.elder_of(invented, "五号社区", 1))
        for name, path in walk.resident_pages(codes[1]).items():
            take(phone, folder, name, path)
        for name, path in {"lost": "/nowhere", "services-larger": "/?view=elder", "services-dark": "/?view=plain&theme=dark",
                           "request-english": f"/requests/{codes[1]}?theme=light&lang=en"}.items():
            take(phone, folder, name, path)
        publisher = page(DESK)
        walk.sign_in_staff(publisher, invented["staff"][0])
        for name, path in walk.ADMIN_PAGES.items():
            take(publisher, folder, name, path)
        browser.close()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
