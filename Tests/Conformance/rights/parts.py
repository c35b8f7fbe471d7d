"""What exhaustive and random worlds share: days, the three services, the role that handles requests."""

from play import TODAY, Unclear, play
from world import FLOW_ROLE, Act, Grant, Role, Service

PAST, YESTERDAY, TOMORROW, FUTURE = "2027-05-01", "2027-06-14", "2027-06-16", "2027-12-31"
DATES = [(None, None), (None, YESTERDAY), (None, TODAY), (TODAY, None), (TOMORROW, None), (PAST, FUTURE)]
SERVICES = [Service("apply", "居民申请", "home", ["窗口"]), Service("inner", "内部申请", "staff", ["内务"]),
            Service("shop", "单位申请", "body", ["窗口"])]


def flow_role():
    """Who handles requests may always see and handle what the post holds."""
    return Role(FLOW_ROLE, "经办员", [
        Grant(["read", "list", "handle"], ["service"], ["post"], see="personal"),
        Grant(["create"], ["service"], ["everything"])])


def services():
    """New copies of the services."""
    return [Service(**one.__dict__) for one in SERVICES]


def clock(day, time="10:00"):
    return Act("clock", to=f"{day}T{time}")


def decided(world):
    """Do the documents say what every act of this world does?"""
    try:
        return bool(play(world).requests)
    except Unclear:
        return False
