extension StyleSheet {
  /// Text, focus, rows and stacks.
  static let baseText = """
    *,*::before,*::after{box-sizing:border-box}
    html{font-size:var(--root);scroll-padding:4rem 0 6rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
    font:400 var(--md)/var(--lh) var(--font);container:page/inline-size;overflow-wrap:anywhere}
    h1,h2,h3,p,ul,ol,dl,dd,figure,fieldset,table,pre{margin:0;padding:0;border:0}
    h1,h2,h3{line-height:var(--lh-tight);font-weight:600;text-wrap:balance}
    h1{font-size:var(--xxl);letter-spacing:.01em}h2{font-size:var(--lg)}h3{font-size:var(--md)}ul,ol{list-style:none}
    a{color:var(--act);text-underline-offset:.2em;text-decoration-thickness:.0625rem}
    a:hover{color:var(--act-hover);text-decoration-thickness:.125rem}
    button,input,select,textarea{font:inherit;color:inherit}
    :focus-visible,input[type=date]:focus-within{outline:.1875rem solid var(--focus);outline-offset:.125rem;
    box-shadow:0 0 0 .125rem var(--focus-ink);border-radius:var(--r1)}
    main:focus{outline:none}
    .i{width:1.25em;height:1.25em;flex:none;vertical-align:-.25em}.i--sm{width:1rem;height:1rem;vertical-align:-.15em}
    [hidden]{display:none!important}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:-99rem;padding:var(--s3) var(--s4);background:var(--surface);z-index:9}
    .skip:focus{left:var(--s2);top:var(--s2)}
    .num{font-variant-numeric:tabular-nums}.mono{font-family:var(--mono);font-size:max(.94em,var(--xs))}
    .mute{color:var(--ink3)}.sub{color:var(--ink2)}.sm{font-size:var(--sm)}.xs{font-size:var(--xs)}.b{font-weight:600}
    .lead{font-size:var(--lg)}.r{text-align:right}.nb{white-space:nowrap}.sp{margin-inline-start:auto}
    .grow{flex:1;min-width:0}.row{display:flex;align-items:center;gap:var(--s2);flex-wrap:wrap}
    .row--top{align-items:flex-start}.row--nw{flex-wrap:nowrap}
    .stack{display:grid;gap:var(--s4);align-content:start;grid-template-columns:minmax(0,1fr)}
    .stack--2{gap:var(--s2)}.stack--3{gap:var(--s3)}.stack--5{gap:var(--s5)}
    .pre{white-space:pre-wrap}
    """

  /// Head, tabs, the staff frame.
  static let frameText = """
    .topbar{display:flex;flex-wrap:wrap;align-items:center;gap:var(--s1) var(--s2);min-height:3.5rem;
    padding:var(--s1) var(--s4);width:100%;max-width:42rem;margin-inline:auto}
    .brand{display:inline-flex;align-items:center;gap:.5rem;min-height:var(--target);color:var(--ink);
    text-decoration:none;font-weight:600;font-size:var(--lg);letter-spacing:.12em}
    .brand .i{width:1.75rem;height:1.75rem;color:var(--mark);--ring:var(--on-door)}
    .back{display:inline-flex;align-items:center;justify-self:start;gap:.125rem;min-height:var(--target);
    min-width:var(--target);padding-inline-end:var(--s2);text-decoration:none}
    .switch{display:inline-flex;align-items:center;justify-content:center;gap:.375rem;min-width:var(--target);
    min-height:var(--target);padding:0 .5rem;border:0;border-radius:var(--full);background:none;color:var(--ink2);
    text-decoration:none;font-size:var(--sm);white-space:nowrap;cursor:pointer}
    .switch:hover{background:var(--sunk);color:var(--ink)}
    .page{flex:1;width:100%;max-width:42rem;margin-inline:auto;padding:var(--s2) var(--s4) var(--s7)}
    .tabbar{position:sticky;bottom:0;z-index:3;background:var(--surface);border-top:var(--hair) solid var(--line);
    padding-bottom:env(safe-area-inset-bottom)}
    .tabbar ul{display:flex;max-width:42rem;margin-inline:auto}.tabbar li{flex:1}
    .tabbar a{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:.125rem;
    min-height:3.5rem;font-size:var(--xs);line-height:1.3;color:var(--ink2);text-decoration:none;position:relative}
    .tabbar .i{width:1.5rem;height:1.5rem}.tabbar [aria-current]{color:var(--act);font-weight:600}
    .tabbar [aria-current]::before{content:"";position:absolute;top:-.0625rem;width:2rem;height:.1875rem;
    background:var(--act);border-radius:0 0 .1875rem .1875rem}
    .dot{white-space:nowrap;display:inline-grid;place-items:center;min-width:1.25rem;height:1.25rem;padding:0 .3rem;
    border-radius:var(--full);background:var(--bad);color:var(--surface);font-size:var(--xs);line-height:1;
    font-weight:600;font-variant-numeric:tabular-nums}
    .tabbar .dot{position:absolute;top:.2rem;left:50%;margin-left:.35rem}
    .side{display:flex;flex-direction:column;background:var(--surface);border-bottom:var(--hair) solid var(--line)}
    .side>.brand,.side>.plate,.side__foot{display:none}
    .side ul{display:flex;overflow-x:auto;position:relative}.side li{flex:1 0 auto}
    .side a.nav{display:flex;align-items:center;justify-content:center;gap:.375rem;min-height:var(--target);
    min-width:var(--target);padding:.25rem .625rem;color:var(--ink2);text-decoration:none;font-size:var(--sm)}
    .side [aria-current]{color:var(--act);font-weight:600;box-shadow:inset 0 -.1875rem var(--act)}
    .shell{flex:1;display:grid;grid-template-columns:minmax(0,1fr);grid-template-rows:auto auto 1fr}
    .work{padding:var(--s3) var(--s4) var(--s7);display:grid;gap:var(--s4);align-content:start;
    grid-template-columns:minmax(0,1fr);width:100%;max-width:84rem}
    .phone-head{padding:var(--s1) var(--s4)}
    @container page (min-width:62rem){
    .shell{grid-template-columns:13.5rem minmax(0,1fr);grid-template-rows:1fr}.phone-head{display:none}
    .side{border-bottom:0;border-inline-end:var(--hair) solid var(--line);padding:var(--s3);gap:var(--s3);
    position:sticky;top:0;height:100vh;overflow-y:auto}
    .side>.brand{display:inline-flex}.side>.plate{display:grid}
    .side ul{display:grid;gap:.125rem;overflow:visible}
    .side a.nav{justify-content:flex-start;gap:.625rem;min-height:2.5rem;border-radius:var(--r1)}
    .side a.nav:hover{background:var(--sunk)}.side [aria-current]{background:var(--act-soft);box-shadow:none}
    .side .dot{margin-inline-start:auto}.side hr{border:0;border-top:var(--hair) solid var(--line);width:100%}
    .side__foot{display:grid;gap:var(--s1);margin-top:auto;font-size:var(--sm)}.work{padding:var(--s5) var(--s6)}
    .cols{display:grid;grid-template-columns:minmax(0,1fr) 22rem;gap:var(--s5);align-items:start}}
    .cols>*+*{margin-top:var(--s4)}@container page (min-width:62rem){.cols>*+*{margin-top:0}}
    .sticky{position:static}@container page (min-width:62rem){.sticky{position:sticky;top:var(--s4);
    max-height:calc(100vh - 2rem);overflow-y:auto}}
    """
}
