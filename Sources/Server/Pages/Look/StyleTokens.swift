/// Values of the visual language: every size in rem, so that one root size scales a whole page.
enum StyleTokens {
  /// The dark values stand twice, because a media query and an attribute cannot share a rule.
  static let text = """
    :root{color-scheme:light;\(light)\(common)}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;\(dark)}}
    :root[data-theme=dark]{color-scheme:dark;\(dark)}
    :root[data-view=elder]{--root:140%;--lh:1.65;--lh-tight:1.5;--lh-dense:1.55;--target-sm:2.75rem;\
    --ink2:var(--ink);--ink3:var(--ink)}
    """

  /// Ink on white, whatever the screen shows: stronger than every choice of colours.
  static let paper = """
    :root:root:root{color-scheme:light;\(light)--paper:#fff;--surface:#fff;--sunk:#fff;--ink:#000;--ink2:#222;--e1:none;\
    --e2:none}
    """

  private static let light = """
    --paper:#f6f4ee;--surface:#fff;--sunk:#efece3;--line:#dfdacd;--strong:#85826f;--ink:#1c2629;--ink2:#475254;\
    --ink3:#5d6667;--act:#0f5964;--act-hover:#0a424b;--on-act:#fff;--act-soft:#e0edec;--act-line:#a9cbca;\
    --door:#97301f;--mark:#97301f;--on-door:#fff6ea;--door-line:#e0a595;--ok:#1c6742;--ok-soft:#e1efe5;\
    --wait:#874a00;--wait-soft:#fbecd4;--bad:#a3261d;--bad-soft:#fae5e1;--focus:#f7c331;--focus-ink:#1c2629;\
    --d1:#dcebe9;--da:#0f5964;--db:#d9822b;--dc:#8fb8a8;--grid:#dfdacd;\
    --e1:0 .0625rem .125rem rgb(44 38 20/6%),0 .125rem .5rem rgb(44 38 20/4%);\
    --e2:0 .25rem .75rem rgb(44 38 20/9%),0 1rem 2.5rem rgb(44 38 20/9%);
    """

  private static let dark = """
    --paper:#111719;--surface:#192123;--sunk:#0c1113;--line:#2c3739;--strong:#7d8b8b;--ink:#eae6dc;--ink2:#bcc3bf;\
    --ink3:#9da7a5;--act:#84cbd1;--act-hover:#a8dfe3;--on-act:#04262b;--act-soft:#17343a;--act-line:#2f5e65;\
    --door:#8a2e20;--mark:#dd6f57;--on-door:#fff1e2;--door-line:#cf8d7d;--ok:#8dd3a9;--ok-soft:#163324;\
    --wait:#f2bb74;--wait-soft:#38290f;--bad:#f5a195;--bad-soft:#43211c;--focus:#ffd54f;--focus-ink:#0c1113;\
    --d1:#1d3b40;--da:#84cbd1;--db:#e79a4c;--dc:#5b8a78;--grid:#2c3739;--e1:none;--e2:0 1rem 2.5rem rgb(0 0 0/45%);
    """

  private static let common = """
    --font:"PingFang SC","HarmonyOS Sans SC","HarmonyOS Sans","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",\
    sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;--root:100%;\
    --xs:.8125rem;--sm:.875rem;--md:1rem;--lg:1.125rem;--xl:1.375rem;--xxl:1.75rem;--lh:1.6;--lh-tight:1.35;\
    --lh-dense:1.45;--s1:.25rem;--s2:.5rem;--s3:.75rem;--s4:1rem;--s5:1.5rem;--s6:2rem;--s7:3rem;--r1:.375rem;\
    --r2:.625rem;--r3:1rem;--full:99rem;--target:2.75rem;--target-sm:2rem;--hair:.0625rem;
    """
}
