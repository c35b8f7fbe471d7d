extension StyleSheet {
  /// Plate, buttons, cards, tags, strips, timeline, messages.
  static let partsText = """
    .plate{display:grid;gap:.125rem;padding:var(--s3) var(--s4);border-radius:var(--r2);background:var(--door);
    color:var(--on-door);box-shadow:inset 0 0 0 .25rem var(--door),inset 0 0 0 .3125rem var(--door-line)}
    .plate__top{font-size:var(--xs);letter-spacing:.06em}
    .plate__name{font-size:var(--xl);font-weight:600;letter-spacing:.06em;line-height:var(--lh-tight)}
    .plate--mini{padding:.5rem .75rem}.plate--mini .plate__name{font-size:var(--md)}
    .btn{display:inline-flex;align-items:center;justify-content:center;gap:.4rem;min-height:var(--target);
    padding:.375rem 1.125rem;border:var(--hair) solid var(--strong);border-radius:var(--r1);background:var(--surface);
    color:var(--ink);font-weight:600;line-height:1.3;text-decoration:none;cursor:pointer;max-width:100%}
    .btn:hover{border-color:var(--act);color:var(--act-hover);background:var(--act-soft)}
    .btn--primary{background:var(--act);border-color:var(--act);color:var(--on-act)}
    .btn--primary:hover{background:var(--act-hover);border-color:var(--act-hover);color:var(--on-act)}
    .btn--quiet{border-color:transparent;background:none;color:var(--act);padding-inline:.625rem}
    .btn--danger{color:var(--bad)}.btn--danger:hover{background:var(--bad-soft);border-color:var(--bad);color:var(--bad)}
    .btn--wide{width:100%;min-height:3rem;font-size:var(--lg)}
    .btn--sm{min-height:var(--target-sm);padding:.125rem .75rem;font-size:var(--sm)}
    .card{background:var(--surface);border:var(--hair) solid var(--line);border-radius:var(--r2);padding:var(--s4);
    box-shadow:var(--e1)}.card--flush{padding:0;overflow:clip}
    .head{display:flex;align-items:baseline;justify-content:space-between;gap:var(--s3);flex-wrap:wrap}
    .head a{display:inline-flex;align-items:center;min-height:1.75rem;min-width:1.75rem;font-size:var(--sm)}
    .list{background:var(--surface);border:var(--hair) solid var(--line);border-radius:var(--r2);overflow:clip}
    .list:empty{display:none}.list>li+li{border-top:var(--hair) solid var(--line)}
    .list__link{display:flex;align-items:center;gap:var(--s3);min-height:3.5rem;padding:var(--s3) var(--s4);
    color:inherit;text-decoration:none}.list__link:hover{background:var(--act-soft);color:inherit}
    .list__link:hover .list__t{text-decoration:underline}.list__link>.i:last-child{color:var(--ink3)}
    .list__t{font-weight:600;display:block}
    .list__d{display:block;font-size:var(--sm);color:var(--ink2);line-height:var(--lh-dense)}
    .badge{display:inline-grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:var(--r2);
    background:var(--act-soft);color:var(--act);flex:none}.badge .i{width:1.5rem;height:1.5rem}
    .badge--wait{background:var(--wait-soft);color:var(--wait)}.badge--ok{background:var(--ok-soft);color:var(--ok)}
    .badge--bad{background:var(--bad-soft);color:var(--bad)}.badge--mute{background:var(--sunk);color:var(--ink2)}
    .badge--xl{width:4rem;height:4rem;border-radius:var(--r3)}.badge--xl .i{width:2.25rem;height:2.25rem}
    .tag{max-width:100%;display:inline-flex;align-items:center;gap:.25rem;padding:.0625rem .5rem;
    border-radius:var(--full);font-size:var(--xs);line-height:1.5;background:var(--sunk);color:var(--ink2)}
    .tag .i{width:1rem;height:1rem}.tag--ok{background:var(--ok-soft);color:var(--ok)}
    .tag--wait{background:var(--wait-soft);color:var(--wait)}.tag--bad{background:var(--bad-soft);color:var(--bad)}
    .tag--act{background:var(--act-soft);color:var(--act)}
    .call{display:flex;gap:var(--s3);padding:var(--s4);border-radius:var(--r2);background:var(--act-soft);
    border-inline-start:.25rem solid var(--act)}.call>.i{color:var(--act);margin-top:.15em}
    a.call{color:inherit;text-decoration:none}a.call .b{text-decoration:underline}
    .call--wait{background:var(--wait-soft);border-color:var(--wait)}.call--wait>.i{color:var(--wait)}
    .call--bad{background:var(--bad-soft);border-color:var(--bad)}.call--bad>.i{color:var(--bad)}
    .call--ok{background:var(--ok-soft);border-color:var(--ok)}.call--ok>.i{color:var(--ok)}
    .sum{display:grid}.sum>div{display:grid;grid-template-columns:minmax(5.5rem,30%) 1fr;gap:.25rem var(--s3);
    padding:var(--s3) 0;border-top:var(--hair) solid var(--line);align-items:start}
    .sum>div:first-child{border-top:0;padding-top:0}.sum>div:last-child{padding-bottom:0}.sum dt{color:var(--ink2)}
    .receipt{text-align:center;display:grid;gap:var(--s3);padding:var(--s6) var(--s4);justify-items:center}
    .receipt__no{font-size:var(--xl);font-weight:600;letter-spacing:.04em}
    .timeline{display:grid}.timeline>li{position:relative;padding:0 0 var(--s4) 2rem}
    .timeline>li::before{content:"";position:absolute;left:.375rem;top:.35rem;width:.75rem;height:.75rem;
    border-radius:50%;border:.125rem solid var(--strong);background:var(--surface)}
    .timeline>li:not(:last-child)::after{content:"";position:absolute;left:.6875rem;top:1.35rem;bottom:-.1rem;
    width:.125rem;background:var(--line)}.timeline>li:last-child{padding-bottom:0}
    .timeline>.is-done::before{background:var(--ok);border-color:var(--ok)}
    .timeline>.is-now::before{background:var(--wait);border-color:var(--wait)}
    .chain{display:grid;gap:0}.chain>li{display:grid;grid-template-columns:2.5rem minmax(0,1fr);gap:var(--s3);
    position:relative;padding-bottom:var(--s4)}.chain>li:not(:last-child)::before{content:"";position:absolute;
    left:1.1875rem;top:2.5rem;bottom:0;width:.125rem;background:var(--line)}.chain .card{padding:var(--s3) var(--s4)}
    progress{width:100%;height:1rem;accent-color:var(--act)}
    .card--bad{border-color:var(--bad);background:var(--bad-soft)}
    .quote{border-inline-start:.1875rem solid var(--line);padding-inline-start:var(--s3);margin-top:var(--s1)}
    .msg{display:grid;grid-template-columns:auto minmax(0,1fr);gap:var(--s3);padding:var(--s4);color:inherit;
    text-decoration:none}a.msg:hover{background:var(--act-soft);color:inherit}
    .is-unread{box-shadow:inset .25rem 0 var(--act)}.is-read .list__t{font-weight:400}
    .blank{display:grid;justify-items:center;text-align:center;gap:var(--s3);padding:var(--s6) var(--s4);
    color:var(--ink2)}.foot{font-size:var(--xs);color:var(--ink3)}
    .more>summary{cursor:pointer;color:var(--act);min-height:var(--target);display:flex;align-items:center;
    gap:.375rem;list-style:none}.more>summary::-webkit-details-marker{display:none}
    """
}
