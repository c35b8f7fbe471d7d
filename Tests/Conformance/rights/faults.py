"""Oracles with one planted fault each, and a stand-in for the product that answers with one of them.

    python3 faults.py FAULT rights table FOLDER… --json

The stand-in reads world.json beside each bundle folder. FAULT `none` is the oracle itself.
"""

import json
import pathlib
import sys

from conditions import CONDITIONS
from oracle import Oracle, Seat
from world import RIGHTS, SENSITIVITIES, SERVICE_RIGHTS, fields_of, from_json


class DroppedScope(Oracle):
    def in_scope(self, scope, seat, thing):
        return True


class EndedPost(Oracle):
    def in_effect(self, post):
        return (post.start or "") <= self.facts.today


class FuturePost(Oracle):
    def in_effect(self, post):
        return self.facts.today <= (post.end or "9999")


class LastDayOfPost(Oracle):
    def in_effect(self, post):
        return (post.start or "") <= self.facts.today < (post.end or "9999")


class WrongAxis(Oracle):
    def in_sector(self, seat, thing):
        return self.in_territory(seat, thing)


class DirectForOrganization(Oracle):
    def in_direct(self, seat, thing):
        return self.in_organization(seat, thing)


class InheritedSector(Oracle):
    def regulated(self, organization, body):
        above = self.world.named("organizations", organization).under
        return super().regulated(organization, body) or (above is not None and self.regulated(above, body))


class NullAllowed(Oracle):
    def holds(self, when, seat, thing):
        row = {"种类": None, "数量": None, "备注": None, "病情": None, **thing.answers, "state": thing.state}
        return when is None or CONDITIONS[when](row, seat.me, seat.post.organization) is not False


class ConditionDropped(Oracle):
    def holds(self, when, seat, thing):
        return True


class DeputyAlways(Oracle):
    def stands_in(self, deputy, post):
        return deputy.ref in post.deputies and self.in_effect(post)


class DeputyNever(Oracle):
    def stands_in(self, deputy, post):
        return False


class DeputyOfTheGone(Oracle):
    def stands_in(self, deputy, post):
        return deputy.ref in post.deputies and (self.facts.away(post) or self.vacant(post))


class OnlyThisPost(Oracle):
    def own_seats(self, user):
        return [seat for seat in super().own_seats(user) if seat.post.ref == user]


class GrantDates(Oracle):
    def valid(self, grant):
        return True


class LastDayOfGrant(Oracle):
    def valid(self, grant):
        return (grant.start or "") <= self.facts.today < (grant.end or "9999")


class StaleTree(Oracle):
    """Paths as they were before places moved."""

    def above(self, thing):
        parent = {place.name: place.parent for place in self.world.places}
        chain, place = [], thing.place
        while place:
            chain.append(place)
            place = parent[place]
        return chain


class StaleDay(Oracle):
    """Posts, leave and who sits where as on the day of the last act, whatever day it is now."""

    def __init__(self, world):
        super().__init__(world)
        days = [act.to[:10] for act in world.acts if act.do == "clock"]
        late = max(number for number, act in enumerate(world.acts) if act.do != "clock")
        self.day = max([act.to[:10] for act in world.acts[:late] if act.do == "clock"], default=days[0])

    def in_effect(self, post):
        return (post.start or "") <= self.day <= (post.end or "9999")


class StaleStaff(Oracle):
    """Appointments as they were before the last one."""

    def sitter(self, post):
        return post.staff


class PlaceFollowsHome(Oracle):
    """A running matter goes with its applicant's new home."""

    def above(self, thing):
        return self.facts.upward(self.facts.home.get(thing.applicant, thing.place))


class OnlyTheSpot(Oracle):
    def above(self, thing):
        return [thing.place]


class WholeOrganization(Oracle):
    def land(self, seat):
        return self.world.named("organizations", seat.post.organization).governs


class FormerHolder(Oracle):
    """Who had a matter and passed it on sees it no more."""

    def in_post(self, seat, thing):
        return seat.post.ref in thing.holders


class HideOfOneGrant(Oracle):
    """A hide only takes from its own grant."""

    def shown(self, right, thing, built_in, grants):
        fields, masked = super().shown(right, thing, built_in, [])
        for grant in grants:
            more, less = super().shown(right, thing, None, [grant])
            masked = [name for name in (*masked, *less) if name not in set(fields) - set(masked)
                      and name not in set(more) - set(less)]
            fields = (*fields, *more)
        return tuple(dict.fromkeys(fields)), tuple(dict.fromkeys(masked))


class HideNothing(Oracle):
    def shown(self, right, thing, built_in, grants):
        fields, masked = super().shown(right, thing, built_in, grants)
        hidden = [name for grant in grants for name in grant.hide or [] if name not in fields]
        return (fields + tuple(hidden) if fields else fields), masked


class NoMasks(Oracle):
    def shown(self, right, thing, built_in, grants):
        return super().shown(right, thing, built_in, grants)[0], ()


class FieldsOfFirstGrant(Oracle):
    def shown(self, right, thing, built_in, grants):
        return super().shown(right, thing, built_in, grants[:1])


class SeeIsLowest(Oracle):
    def shown(self, right, thing, built_in, grants):
        fields, masked = super().shown(right, thing, built_in, grants)
        lowest = min((SENSITIVITIES.index(grant.see or "internal") for grant in grants), default=9)
        ranks = fields_of(self.world.service(thing.service))
        return fields, tuple(name for name in fields if SENSITIVITIES.index(ranks[name]) > lowest)


class AllIsAny(Oracle):
    def in_scope(self, scope, seat, thing):
        if isinstance(scope, dict):
            scope = scope.get("all", []) + scope.get("any", [])
        return super().in_scope(scope, seat, thing)


class ListIsAll(Oracle):
    def in_scope(self, scope, seat, thing):
        return super().in_scope({"all": scope} if isinstance(scope, list) else scope, seat, thing)


class DefaultIsEverything(Oracle):
    def in_scope(self, scope, seat, thing):
        return super().in_scope(scope or ["everything"], seat, thing)


class BaseIgnored(Oracle):
    def grants(self, seat):
        return [one for one in super().grants(seat) if not one[2].by_base]


class TagsIgnored(Oracle):
    def means(self, grant, id):
        return any(not word.startswith("#") for word in grant.what) and super().means(grant, id)


class FamilyOneWay(Oracle):
    def families(self, person):
        return set(next((one.links.values() for one in self.world.people if one.name == person), ()))


class ReadIsExport(Oracle):
    def applies(self, grant, seat, right, thing):
        return super().applies(grant, seat, "read" if right == "export" else right, thing)


class ListForgetsScope(Oracle):
    """The check of one thing is right, the list query is not."""

    def reach(self, scope, seat):
        return set(self.facts.requests)


class ListForgetsDeputies(Oracle):
    def listed(self, user, right):
        self.stands_in = lambda deputy, post: False
        try:
            return super().listed(user, right)
        finally:
            del self.stands_in


class EndlessLook(Oracle):
    def lasts(self, grant, look):
        return True


class LookOfAnyPost(Oracle):
    def opened(self, grant, seat, thing):
        return grant.glass is None or any(look.thing == thing.name and look.person == seat.me
                                          and self.lasts(grant, look) for look in self.facts.looks)


class GlassIsARight(Oracle):
    def opened(self, grant, seat, thing):
        return True


class VacantSeatOfAnother(Oracle):
    """Nobody at the post: everybody's other vacant posts count as well."""

    def own_seats(self, user):
        post = self.world.post(user)
        if post is None or not self.vacant(post) or not self.in_effect(post):
            return super().own_seats(user)
        return [Seat(other, None) for other in self.world.posts if self.vacant(other) and self.in_effect(other)]


class WhoHasTheRight(Oracle):
    """Who may handle is told of all who have the right, whoever has the step."""

    def named(self, user, right, name):
        return self.decide(user, right, name).allowed


class WhoForgetsDeputies(Oracle):
    def named(self, user, right, name):
        holders = self.facts.requests[name].holders
        own = right != "handle" or any(seat.post.ref in holders for seat in self.own_seats(user))
        return own and super().named(user, right, name)


class WhatForgetsTags(Oracle):
    def held(self, user, right, service):
        return [one for one in super().held(user, right, service)
                if any(not word.startswith("#") for word in one[0].what)]


class WhatIsReached(Oracle):
    """A right that reaches no request yet is not told."""

    def held(self, user, right, service):
        reached = any(self.decide(user, right, name).allowed
                      for name, thing in self.facts.requests.items() if thing.service == service)
        return super().held(user, right, service) if reached else []


class WhoRegulatesNobody(Oracle):
    def somewhere(self, scope, seat):
        return True


FAULTS = [value for value in list(globals().values())
          if isinstance(value, type) and issubclass(value, Oracle) and value is not Oracle]


def answer(oracle, folder="world"):
    """What the product would print for one folder, had it this oracle's rules."""
    decisions = []
    for user in oracle.world.users():
        for right in RIGHTS:
            names = oracle.listed(user, right)
            for thing in oracle.facts.requests:
                one = oracle.decide(user, right, thing)
                named = oracle.named(user, right, thing) if right == "handle" else one.allowed
                decisions.append({"user": user, "right": right, "thing": thing, "decision": one.allowed, "named": named,
                                  "filter": thing in names, "fields": list(one.fields), "masked": list(one.masked)})
    classes = [{"user": user, "right": right, "service": service, "held": held, "told": held, "named": named}
               for user, right, service, held, named in oracle.classes()]
    return {"folder": folder, "error": None, "decisions": decisions, "classes": classes}


def main():
    fault = {cls.__name__: cls for cls in FAULTS}.get(sys.argv[1], Oracle)
    for folder in sys.argv[4:]:
        if folder != "--json":
            world = from_json((pathlib.Path(folder).parent / "world.json").read_text(encoding="utf-8"))
            print(json.dumps(answer(fault(world), folder), ensure_ascii=False))


if __name__ == "__main__":
    main()
