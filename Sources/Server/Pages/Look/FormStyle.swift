extension StyleSheet {
  /// What is filled in.
  static let formText = """
    .search{display:flex;align-items:center;background:var(--surface);border:var(--hair) solid var(--strong);
    border-radius:var(--r1);min-height:3rem;padding-inline-start:var(--s3);gap:var(--s2);max-width:100%}
    .search:focus-within{outline:.1875rem solid var(--focus);box-shadow:0 0 0 .125rem var(--focus-ink)}
    .search input{flex:1;width:100%;min-width:0;border:0;background:none;min-height:var(--target);outline:0;
    box-shadow:none}.search .btn{border:0;background:none;border-inline-start:var(--hair) solid var(--line);
    border-radius:0 var(--r1) var(--r1) 0;color:var(--act);flex:none}
    .search--sm,.search--sm input,.search--sm .btn{min-height:2.25rem;font-size:var(--sm)}
    ::placeholder{color:var(--ink3);opacity:1}
    .field{display:grid;gap:.375rem;border:0;min-width:0}.field>legend{padding:0;margin-bottom:.375rem}
    .filters{display:grid;gap:var(--s3);grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));align-items:end}
    .label{font-weight:600}.opt{font-weight:400;font-size:var(--sm);color:var(--ink3)}
    .help{font-size:var(--sm);color:var(--ink2);line-height:var(--lh-dense)}
    .input{width:100%;min-height:3rem;padding:.5rem .75rem;background:var(--surface);
    border:var(--hair) solid var(--strong);border-radius:var(--r1)}
    textarea.input{min-height:5rem;resize:vertical;line-height:1.5}
    .input--sm{min-height:2.25rem;padding:.125rem .5rem;font-size:var(--sm);width:auto;max-width:100%}
    textarea.input--code{font-family:var(--mono);font-size:var(--sm);min-height:16rem;white-space:pre;overflow:auto}
    .work>form.stack:not(.card){max-width:42rem}.work>.search{max-width:30rem}
    .drop{border:.125rem dashed var(--strong);border-radius:var(--r1);padding:var(--s3)}
    .drop.is-over{border-color:var(--act);background:var(--act-soft)}.input--ro{background:var(--sunk);border-style:dashed}
    .source{display:flex;align-items:baseline;gap:.375rem;font-size:var(--xs);color:var(--ok)}
    .source--old{color:var(--wait)}
    .field--error{border-inline-start:.25rem solid var(--bad);padding-inline-start:var(--s3)}
    .field--error .input{border:.125rem solid var(--bad)}.error{color:var(--bad);font-weight:600}
    .error-summary{border:.1875rem solid var(--bad);border-radius:var(--r2);background:var(--surface);
    padding:var(--s4);display:grid;gap:var(--s2)}
    .error-summary a{color:var(--bad);font-weight:600;display:flex;align-items:center;min-height:var(--target)}
    .choices{display:grid;gap:var(--s2)}.choice{display:flex;align-items:center;gap:var(--s3);min-height:3rem;
    padding:.5rem .75rem;background:var(--surface);border:var(--hair) solid var(--line);border-radius:var(--r1);
    cursor:pointer;line-height:1.4}.choice:has(:checked){border-color:var(--act);background:var(--act-soft)}
    input[type=radio],input[type=checkbox]{width:1.5rem;height:1.5rem;flex:none;margin:0;accent-color:var(--act)}
    html:not(.js) .js-only{display:none}.pad{width:100%;max-width:30rem;aspect-ratio:3;background:#fff;
    border:var(--hair) dashed var(--strong);border-radius:var(--r1);touch-action:none;cursor:crosshair}
    .thumb{display:inline-block;min-height:var(--target);min-width:var(--target)}
    .thumb img{display:block;height:6rem;width:auto;max-width:100%;object-fit:contain;background:#fff;
    border:var(--hair) solid var(--line);border-radius:var(--r1)}
    .form-end{display:grid;gap:var(--s2);margin-top:var(--s5)}
    .saved{display:flex;align-items:center;justify-content:center;gap:.375rem;font-size:var(--sm);color:var(--ink2)}
    """

  /// Figures, tables, filters, panels, charts: dense but not small.
  static let staffText = """
    .bar-top{display:flex;align-items:center;gap:var(--s2) var(--s4);flex-wrap:wrap}
    .stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9rem,100%),1fr));gap:var(--s3)}
    .stat{background:var(--surface);border:var(--hair) solid var(--line);border-radius:var(--r2);
    padding:var(--s3) var(--s4);display:grid}.stat dt{font-size:var(--sm);color:var(--ink2)}
    .stat dd{font-size:var(--xl);font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3}
    .stat .stat__d{font-size:var(--xs);font-weight:400;color:var(--ink2)}
    .table-wrap{overflow-x:auto;background:var(--surface);border:var(--hair) solid var(--line);border-radius:var(--r2)}
    .table{width:100%;border-collapse:collapse;font-size:var(--sm);line-height:var(--lh-dense)}
    .table th,.table td{padding:.5rem .75rem;text-align:start;vertical-align:middle;font-weight:400}
    .table thead th{font-weight:600;color:var(--ink2);background:var(--sunk);white-space:nowrap}
    .table tbody tr+tr>*{border-top:var(--hair) solid var(--line)}.table small{display:block;font-size:var(--xs);
    color:var(--ink2)}.table tr.is-sel>*{background:var(--act-soft)}.table .r{text-align:end}
    .table tbody tr:hover>*{background:var(--act-soft)}.table a.open{display:inline-flex;align-items:center;
    min-height:1.5rem;min-width:1.5rem;font-weight:600}
    .due--wait{color:var(--wait);font-weight:600}.due--bad{color:var(--bad);font-weight:600}
    @container page (max-width:44rem){.table--cards thead{position:absolute;width:1px;height:1px;overflow:hidden;
    clip-path:inset(50%)}.table--cards,.table--cards tbody,.table--cards tr,.table--cards th,.table--cards td{
    display:block;width:auto}.table--cards tr{padding:.5rem 0}.table--cards th,.table--cards td{padding:.125rem .75rem}
    .table--cards tbody tr+tr>*{border-top:0}.table--cards tbody tr+tr{border-top:var(--hair) solid var(--line)}
    .table--cards [data-l]::before{content:attr(data-l) " ";color:var(--ink2);font-weight:400}
    .table--cards .r{text-align:start}.table--cards small{display:inline;margin-inline-start:.375rem}}
    .toolbar{display:flex;flex-wrap:wrap;align-items:center;gap:var(--s2)}
    .chip{display:inline-flex;align-items:center;gap:.25rem;min-height:2.25rem;padding:0 .75rem;
    border:var(--hair) solid var(--line);border-radius:var(--full);background:var(--surface);color:var(--ink2);
    text-decoration:none;font-size:var(--sm)}.chip:hover{border-color:var(--act)}
    .chip[aria-current]{background:var(--act-soft);border-color:var(--act);color:var(--act);font-weight:600}
    .toolbar--bulk>.grow{min-width:min(14rem,100%)}
    .toolbar--bulk{position:sticky;bottom:0;z-index:2;background:var(--surface);border:var(--hair) solid var(--line);
    border-radius:var(--r2);padding:var(--s2) var(--s3);box-shadow:var(--e2)}
    .panel{background:var(--surface);border:var(--hair) solid var(--line);border-radius:var(--r2);box-shadow:var(--e1)}
    .panel__head,.panel__body,.panel__foot{padding:var(--s4);display:grid;gap:var(--s3);
    grid-template-columns:minmax(0,1fr)}.panel__head{border-bottom:var(--hair) solid var(--line)}
    .panel__foot{border-top:var(--hair) solid var(--line);background:var(--sunk)}
    .facts{display:grid}.facts>div{display:grid;grid-template-columns:minmax(4rem,38%) 1fr;gap:.125rem var(--s3);
    padding:.4375rem 0;border-top:var(--hair) solid var(--line);font-size:var(--sm)}
    .facts>div:first-child{border-top:0;padding-top:0}.facts dt{color:var(--ink2)}
    .was{display:block;color:var(--ink2);font-size:var(--xs)}
    .chart{display:grid;gap:var(--s2);grid-template-columns:minmax(0,1fr)}
    .chart>svg{width:100%;max-width:28rem;height:auto;display:block;font-family:var(--font)}
    .chart text{fill:var(--ink2);font-size:13px}.chart .t-b{fill:var(--ink);font-weight:600}
    .chart .bar{fill:var(--da)}.chart .bar--b{fill:var(--db)}.chart .ax{stroke:var(--strong)}
    .map .area{stroke:var(--surface);stroke-width:1.5;fill:var(--d1)}.map .area--1{fill:var(--act-soft)}
    .map .area--2{fill:var(--sunk)}.map .area--3{fill:var(--grid)}
    .map .outline{fill:none;stroke:var(--da);stroke-width:2}.map text{fill:var(--ink)}
    .code{font:400 var(--sm)/1.6 var(--mono);overflow-x:auto;white-space:pre;background:var(--sunk);padding:var(--s3);
    border-radius:var(--r1)}.lines ins{background:var(--ok-soft);color:var(--ok);text-decoration:none}
    .lines del{background:var(--bad-soft);color:var(--bad);text-decoration:none}.diag{display:flex;gap:var(--s3);padding:var(--s3) var(--s4);align-items:flex-start}
    """

  /// Elder view, motion, paper, very small screens.
  static let mediaText = """
    [data-view=elder] .toolbar--bulk,[data-view=elder] .sticky{position:static;max-height:none}
    [data-view=elder] :is(.head a,.chip,.input--sm,.table a.open){min-height:var(--target)}
    [data-view=elder] .search--sm :is(input,.btn){min-height:var(--target)}
    @media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important;
    scroll-behavior:auto!important}}
    @media print{@page{margin:18mm 16mm}\(StyleTokens.paper)body{font-size:10.5pt;display:block}
    nav,.side,.topbar,.toolbar,.skip,.btn,button,.phone-head,.back,.no-print,.table [type=checkbox]{display:none!important}
    .shell,.cols{display:block}.work{padding:0}.sticky{position:static;max-height:none;overflow:visible}.card,.stats,.table-wrap{break-inside:avoid;margin-bottom:6mm}
    .table thead{display:table-header-group}a{color:inherit;text-decoration:none}
    svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    @container page (max-width:20rem){.tabbar a{padding-inline:.125rem}.sum>div,.facts>div{
    grid-template-columns:minmax(0,1fr)}.switch,.back,.nb{white-space:normal}}
    """
}
