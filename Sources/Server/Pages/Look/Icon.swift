/// The pictures of the pages, one line weight on a grid of 24, served as one sheet under a name that changes with it.
enum Icon: String, CaseIterable {
  case logo, service, message, me, home, search, back, next, check, ok, alert, info, clock, ret, transfer
  case sign, assist, archive, calendar, phone, lock, file, link, shield, contacts, bell, filter, upload
  case plus, x, theme, elder, pulse, wrench, bowl, key, megaphone, person, building, list, chart
  case more, help, history, send, star, block, table, edit, print

  static let path = "/icons.svg?v=" + Secrets.hex(Array(Secrets.digest(sheet).prefix(6)))

  /// Where the mark alone stands.
  static let markPath = "/icon.svg?v=" + Secrets.hex(Array(Secrets.digest(mark).prefix(6)))

  private static let sheetBody = KeptBody(.svg, sheet), markBody = KeptBody(.svg, mark)

  static func serve(_ call: Call) -> Response { sheetBody.response(call.request.head) }

  /// The mark alone, for the tab of a browser.
  static func serveMark(_ call: Call) -> Response { markBody.response(call.request.head) }

  private static let mark =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\" color=\"#97301f\">\(Icon.logo.body)</svg>"

  private static let sheet =
    "<svg xmlns=\"http://www.w3.org/2000/svg\">" + allCases.map(\.symbol).joined() + "</svg>"

  private var symbol: String {
    if self == .logo { return "<symbol id=\"logo\" viewBox=\"0 0 32 32\">\(body)</symbol>" }
    return """
      <symbol id="\(rawValue)" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" \
      stroke-linecap="round" stroke-linejoin="round">\(body)</symbol>
      """
  }

  private var body: String {
    switch self {
    case .logo:
      #"""
      <path d="M2 10.500C7 9 12 6 16 2.5 20 6 25 9 30 10.500v3H2z" fill="currentColor"/><path \#
      d="M5 15.500h10.400V30H5zM16.6 15.500H27V30H16.600z" fill="currentColor"/><g \#
      fill="var(--ring,#fff)"><circle cx="10.5" cy="23" r="1.5"/><circle cx="21.5" cy="23" \#
      r="1.5"/></g>
      """#
    case .service:
      #"""
      <path d="M2.8 10.2 12 4l9.2 6.200M5 10.500V20.500h14V10.500M12 10.500v10"/><path d="M9 \#
      15v1.500M15 15v1.5"/>
      """#
    case .message:
      #"""
      <path d="M4 5h16v11h-8l-4.5 4v-4H4z"/><path d="M8 9h8M8 12h5"/>
      """#
    case .me:
      #"""
      <circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"/>
      """#
    case .home:
      #"""
      <path d="M3 11.5 12 4l9 7.500M5.5 10v10h13V10M10 20v-5.500h4V20"/>
      """#
    case .search:
      #"""
      <circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>
      """#
    case .back:
      #"""
      <path d="M15 5l-7 7 7 7"/>
      """#
    case .next:
      #"""
      <path d="m9 5 7 7-7 7"/>
      """#
    case .check:
      #"""
      <path d="m4.5 12.5 5 5 10-11"/>
      """#
    case .ok:
      #"""
      <circle cx="12" cy="12" r="9"/><path d="m8 12.5 3 3 5.5-6.5"/>
      """#
    case .alert:
      #"""
      <path d="M12 3.5 22 20.500H2z"/><path d="M12 10v5M12 17.700v.1"/>
      """#
    case .info:
      #"""
      <circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.600v.1"/>
      """#
    case .clock:
      #"""
      <circle cx="12" cy="12" r="9"/><path d="M12 7v5.500l3.5 2"/>
      """#
    case .ret:
      #"""
      <path d="M9 5 4 10l5 5"/><path d="M4 10h10a5.5 5.5 0 0 1 0 11h-3"/>
      """#
    case .transfer:
      #"""
      <path d="M4 8h15l-4-4M20 16H5l4 4"/>
      """#
    case .sign:
      #"""
      <path d="M4 20h8M5 15.5 15.5 5l3.5 3.500L8.5 19 4.5 19.500z"/><path d="M18.5 15v6M15.5 \#
      18h6"/>
      """#
    case .assist:
      #"""
      <circle cx="8.5" cy="8.5" r="3.5"/><circle cx="17" cy="10" r="2.5"/><path d="M2.5 \#
      19.500c.8-3.5 3-5 6-5s5.2 1.5 6 5M16 15c3 0 4.8 1.3 5.5 4"/>
      """#
    case .archive:
      #"""
      <path d="M4 4h16v5H4zM5.5 9v11h13V9M9.5 13h5"/>
      """#
    case .calendar:
      #"""
      <path d="M4 6h16v14.500H4zM4 10.500h16M8.5 3.500V8M15.5 3.500V8"/>
      """#
    case .phone:
      #"""
      <path d="M5 4h4l1.8 4.500L8.5 10.500a12 12 0 0 0 5 5l2-2.300L20 15v4c0 1-1 1.5-2 1.500C10 \#
      20 4 14 3.5 6c0-1 .5-2 1.5-2z"/>
      """#
    case .lock:
      #"""
      <path d="M5.5 10.500h13v10h-13zM8.5 10.500V7.500a3.5 3.5 0 0 1 7 0v3M12 14.500v2.5"/>
      """#
    case .file:
      #"""
      <path d="M6 3.500h8l4.5 4.500v12.500H6zM14 3.500V8h4.500M9 12.500h6M9 16h6"/>
      """#
    case .link:
      #"""
      <circle cx="8.5" cy="12" r="5.5"/><circle cx="15.5" cy="12" r="5.5"/>
      """#
    case .shield:
      #"""
      <path d="M12 3.5 20 6v6c0 4.5-3 7.5-8 9-5-1.5-8-4.5-8-9V6z"/><path d="m8.5 12 2.5 2.5 \#
      4.5-5"/>
      """#
    case .contacts:
      #"""
      <path d="M5 3.500h14v17H5zM3 8h3M3 12h3M3 16h3"/><circle cx="12.5" cy="10" r="2.3"/><path \#
      d="M8.5 16.500c.6-2 2-3 4-3s3.4 1 4 3"/>
      """#
    case .bell:
      #"""
      <path d="M5.5 17.500V11a6.5 6.5 0 0 1 13 0v6.500M3.5 17.500h17M10 20.500h4M12 4.500V3"/>
      """#
    case .filter:
      #"""
      <path d="M3.5 5h17L14 13v6.500L10 17.500V13z"/>
      """#
    case .upload:
      #"""
      <path d="M12 16V4.500L7.5 9M12 4.5 16.5 9M4 20h16"/>
      """#
    case .plus:
      #"""
      <path d="M12 5v14M5 12h14"/>
      """#
    case .x:
      #"""
      <path d="m6 6 12 12M18 6 6 18"/>
      """#
    case .theme:
      #"""
      <circle cx="12" cy="12" r="8.5"/><path fill="currentColor" stroke="none" d="M12 3.500a8.5 \#
      8.5 0 0 1 0 17z"/>
      """#
    case .elder:
      #"""
      <path d="m3 19 5.5-14L14 19M5 14.500h7M15 19l3-8 3 8M16 16.500h4"/>
      """#
    case .pulse:
      #"""
      <path d="M12 20.500C5 16 3 12.5 3 9a4.7 4.7 0 0 1 9-2 4.7 4.7 0 0 1 9 2c0 3.5-2 7-9 \#
      11.500z"/><path d="M6 12h3l1.5-3 2.5 5.5 1.5-2.500H18"/>
      """#
    case .wrench:
      #"""
      <path d="M14.5 9.5 5 19a2 2 0 0 1-2-2l9.5-9.500A5 5 0 0 1 19 3.500l-3 3 1.5 1.5 3-3a5 5 0 0 \#
      1-6 6.5"/>
      """#
    case .bowl:
      #"""
      <path d="M3 11h18c0 5-3 8-6 8.500H9C6 19 3 16 3 11zM9 7.500c-1-1 1-2 0-3.500M13 7.500c-1-1 \#
      1-2 0-3.5"/>
      """#
    case .key:
      #"""
      <circle cx="8" cy="15.5" r="4.5"/><path d="M11.5 12.5 20 4M16.5 7.500l3 3M14 10l2 2"/>
      """#
    case .megaphone:
      #"""
      <path d="M4 9.500v5h3l9 4.500v-14L7 9.500zM8 14.500l1.5 5.500M19 9.500a4 4 0 0 1 0 5"/>
      """#
    case .person:
      #"""
      <circle cx="12" cy="7.5" r="3.5"/><path d="M5.5 20.500v-2a6.5 6.5 0 0 1 13 0v2z"/>
      """#
    case .building:
      #"""
      <path d="M5 20.500V4h9v16.500M14 9.500h5v11M3 20.500h18M8 8h3M8 12h3M8 16h3"/>
      """#
    case .list:
      #"""
      <path d="M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1"/>
      """#
    case .chart:
      #"""
      <path d="M4 4v16h16M8.5 16v-5M13 16V7.500M17.5 16v-3"/>
      """#
    case .more:
      #"""
      <path d="M5 12h.1M12 12h.1M19 12h.1"/>
      """#
    case .help:
      #"""
      <circle cx="12" cy="12" r="9"/><path d="M9.5 9.500a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .9-1 \#
      1.700M12 16.800v.1"/>
      """#
    case .history:
      #"""
      <path d="M4 4.500V9h4.500M4.5 9A8.5 8.5 0 1 1 3.5 13M12 8v4.500l3 2"/>
      """#
    case .send:
      #"""
      <path d="M3.5 11.5 20.5 4l-5 16.5-4-7z"/>
      """#
    case .star:
      #"""
      <path d="m12 3.5 2.6 5.5 6 .8-4.4 4.2 1.1 6-5.3-2.9L6.7 20l1.1-6L3.4 9.800l6-.8z"/>
      """#
    case .block:
      #"""
      <circle cx="12" cy="12" r="9"/><path d="M5.7 5.700l12.6 12.6"/>
      """#
    case .table:
      #"""
      <path d="M3.5 5h17v14h-17zM3.5 10h17M3.5 14.500h17M9.5 5v14"/>
      """#
    case .edit:
      #"""
      <path d="M5 15.5 16 4.500l3.5 3.5-11 11L4 20z"/>
      """#
    case .print:
      #"""
      <path d="M7 8.500V3.500h10v5M4 8.500h16v8.500h-3M7 17H4M7 14h10v6.500H7z"/>
      """#
    }
  }
}
