/// The style of the plain pages, served from the binary under a name that changes with it.
enum StyleSheet {
  static let bytes = Array(text.utf8)
  static let path = "/style.css?v=" + Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  static func serve(_ call: Call) -> Response {
    var response = Response(200, .css, bytes)
    response.isCacheable = true
    return response
  }

  private static let text = """
    :root{color-scheme:light dark;--paper:#f6f4ee;--surface:#fff;--sunk:#efece3;--line:#dfdacd;--strong:#85826f;
    --ink:#1c2629;--ink2:#475254;--act:#0f5964;--on-act:#fff;--soft:#e0edec;--door:#97301f;--on-door:#fff6ea;
    --ok:#1c6742;--ok-soft:#e1efe5;--wait:#874a00;--wait-soft:#fbecd4;--bad:#a3261d;--bad-soft:#fae5e1;--focus:#f7c331}
    @media (prefers-color-scheme:dark){:root{--paper:#111719;--surface:#192123;--sunk:#0c1113;--line:#2c3739;
    --strong:#7d8b8b;--ink:#eae6dc;--ink2:#bcc3bf;--act:#84cbd1;--on-act:#04262b;--soft:#17343a;--door:#8a2e20;
    --on-door:#fff1e2;--ok:#8dd3a9;--ok-soft:#163324;--wait:#f2bb74;--wait-soft:#38290f;--bad:#f5a195;
    --bad-soft:#43211c}}
    *,*::before,*::after{box-sizing:border-box}
    html{scroll-padding:4rem 0 6rem;-webkit-text-size-adjust:100%}
    body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
    font:400 1rem/1.6 "PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif;
    overflow-wrap:anywhere}
    h1,h2,h3,p,ul,ol,dl,dd,fieldset{margin:0;padding:0;border:0}h1{font-size:1.75rem;line-height:1.35}
    h2{font-size:1.125rem}h3{font-size:1rem}ul,ol{list-style:none}a{color:var(--act);text-underline-offset:.2em}
    button,input,select,textarea{font:inherit;color:inherit}
    :focus-visible{outline:.1875rem solid var(--focus);outline-offset:.125rem;box-shadow:0 0 0 .125rem var(--ink)}
    main:focus{outline:none}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:-99rem;padding:.75rem 1rem;background:var(--surface);z-index:9}
    .skip:focus{left:.5rem;top:.5rem}.grow{flex:1}.num{font-variant-numeric:tabular-nums}
    .sub,.help,.list__d{color:var(--ink2);font-size:.875rem}.lead{font-size:1.125rem}
    .row{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center}.stack{display:grid;gap:1.25rem}
    .topbar,.page{width:100%;max-width:42rem;margin-inline:auto;padding:.5rem 1rem}
    .topbar{display:flex;align-items:center;gap:.5rem;min-height:3.5rem}
    .page{flex:1;display:grid;gap:1.25rem;align-content:start;padding-bottom:3rem}
    .brand,.back,.switch{display:inline-flex;align-items:center;min-height:2.75rem;text-decoration:none}
    .brand{color:var(--door);font-weight:600;font-size:1.125rem;letter-spacing:.12em;padding-inline-end:.5rem}
    .switch{border:0;background:none;padding:0 .625rem;color:var(--ink2);font-size:.875rem;cursor:pointer;
    min-width:2.75rem;justify-content:center}
    .tabbar{position:sticky;bottom:0;background:var(--surface);border-top:.0625rem solid var(--line);
    padding-bottom:env(safe-area-inset-bottom)}
    .tabbar ul{display:flex;max-width:42rem;margin-inline:auto}.tabbar li{flex:1}
    .tabbar a{display:flex;justify-content:center;align-items:center;min-height:3.5rem;text-decoration:none;
    color:var(--ink2)}.tabbar [aria-current]{color:var(--act);font-weight:600;box-shadow:inset 0 .1875rem var(--act)}
    .plate{display:grid;padding:.75rem 1rem;border-radius:.625rem;background:var(--door);color:var(--on-door)}
    .plate__name{font-size:1.375rem;letter-spacing:.06em}
    .btn{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.375rem 1.125rem;
    border:.0625rem solid var(--strong);border-radius:.375rem;background:var(--surface);color:var(--ink);
    font-weight:600;text-decoration:none;cursor:pointer}
    .btn--primary{background:var(--act);border-color:var(--act);color:var(--on-act)}
    .btn--wide{width:100%;min-height:3rem;font-size:1.125rem}
    .card{background:var(--surface);border:.0625rem solid var(--line);border-radius:.625rem;padding:1rem}
    .list{background:var(--surface);border:.0625rem solid var(--line);border-radius:.625rem}.list:empty{display:none}
    .list>li+li{border-top:.0625rem solid var(--line)}.list__row{display:flex}.list__t{font-weight:600}
    .list__link{display:flex;flex:1;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;min-height:3.5rem;
    padding:.75rem 1rem;color:inherit;text-decoration:none}.list__link:hover .list__t{text-decoration:underline}
    .list__d{flex-basis:100%}.tick{display:grid;place-items:center;min-width:3rem;min-height:3rem}
    .tag{padding:.0625rem .5rem;border-radius:99rem;font-size:.8125rem;background:var(--sunk);color:var(--ink2)}
    .tag--ok{background:var(--ok-soft);color:var(--ok)}.tag--wait{background:var(--wait-soft);color:var(--wait)}
    .tag--bad{background:var(--bad-soft);color:var(--bad)}
    .call{padding:1rem;border-radius:.625rem;border-inline-start:.25rem solid var(--act);background:var(--soft)}
    .call--bad{background:var(--bad-soft);border-color:var(--bad)}
    .call--wait{background:var(--wait-soft);border-color:var(--wait)}
    .search{display:flex;gap:.5rem}.field{display:grid;gap:.375rem;min-width:0}.label{font-weight:600}
    .opt{font-weight:400;font-size:.875rem;color:var(--ink2)}.source{font-size:.8125rem;color:var(--ok)}
    .input{width:100%;min-height:3rem;padding:.5rem .75rem;background:var(--surface);
    border:.0625rem solid var(--strong);border-radius:.375rem}.row .input{width:auto;flex:1}
    .input--ro{background:var(--sunk);border-style:dashed}
    .field--error{border-inline-start:.25rem solid var(--bad);padding-inline-start:.75rem}
    .error{color:var(--bad);font-weight:600}
    .error-summary{border:.1875rem solid var(--bad);border-radius:.625rem;background:var(--surface);padding:1rem}
    .error-summary a{color:var(--bad);display:flex;align-items:center;min-height:2.75rem}
    .choices{display:grid;gap:.5rem}.choice{display:flex;align-items:center;gap:.75rem;min-height:3rem;
    padding:.5rem .75rem;background:var(--surface);border:.0625rem solid var(--line);border-radius:.375rem}
    input[type=radio],input[type=checkbox]{width:1.5rem;height:1.5rem;flex:none;accent-color:var(--act)}
    .sum>div{display:grid;grid-template-columns:minmax(5.5rem,30%) 1fr;gap:.75rem;padding:.625rem 0}
    .sum>div+div{border-top:.0625rem solid var(--line)}.sum dt{color:var(--ink2)}
    .receipt{text-align:center;display:grid;gap:.75rem;padding:2rem 1rem}
    .receipt__no{font-size:1.375rem;font-weight:600;letter-spacing:.04em}
    .timeline>li{padding:0 0 1rem 1.25rem;border-inline-start:.125rem solid var(--line)}
    .timeline>.is-done{border-color:var(--ok)}.timeline>.is-now{border-color:var(--wait)}
    .timeline>li:last-child{padding-bottom:0}.blank{text-align:center;padding:2rem 1rem;color:var(--ink2)}
    @media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
    @media print{body{font-size:10.5pt;display:block;background:#fff}
    .topbar,.tabbar,.skip,.btn,.back,.no-print{display:none!important}.card{break-inside:avoid}}
    """
}
