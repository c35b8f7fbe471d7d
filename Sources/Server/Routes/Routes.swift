import Core
import Engine

/// The whole public surface. The OpenAPI document is made from this table; what stands nowhere here does not exist.
package enum Routes {
  package static let all: [Route] = api + pages + SCIMRoutes.all

  static let api: [Route] = [
    // Who am I
    Route(
      .post, "/api/v1/session/code", .anyone, .outward(SessionRoutes.sendCode),
      "Send a one-time code to a phone",
      takes: .codeRequest, gives: .codeSent),
    Route(
      .post, "/api/v1/session", .anyone, .slow(SessionRoutes.signIn), "Sign in", takes: .signIn,
      gives: .session,
      status: 201),
    Route(.get, "/api/v1/session", .signedIn, .pooled(SessionRoutes.who), "Who is signed in", gives: .who),
    Route(.delete, "/api/v1/session", .signedIn, .slow(SessionRoutes.signOut), "Sign out", status: 204),
    Route(
      .get, "/api/v1/me/represented", .signedIn, .pooled(SessionRoutes.represented), "Whom I may act for",
      gives: .represented),
    Route(
      .get, "/api/v1/me/mandates", .signedIn, .pooled(MandateRoutes.own), "Who acts for me, and for whom I act",
      gives: .ownMandates),
    Route(
      .post, "/api/v1/me/mandates", .signedIn, .later(MandateRoutes.declare), "Declare who acts for whom",
      takes: .mandateDeclaration, gives: .mandate),
    Route(
      .post, "/api/v1/me/relatives/{person}/{act}", .signedIn, .later(MandateRoutes.relative),
      "Bar a relative from acting for me, or allow it again", gives: .mandate),
    Route(
      .post, "/api/v1/mandates/{id}/{act}", .signedIn, .later(MandateRoutes.decide), "Confirm, refuse or end a mandate",
      takes: .mandateReason, gives: .mandate),
    Route(
      .get, "/api/v1/mandates", .staff, .pooled(MandateRoutes.waiting), "Mandates that my posts may confirm",
      gives: .waitingMandates, query: ["after"]),

    Route(
      .get, "/api/v1/organizations/{organization}/agents", .signedIn, .pooled(AgentRoutes.list),
      "Who files for an organisation, for its agents and for who may edit its directory", gives: .organizationAgents),
    Route(
      .post, "/api/v1/organizations/{organization}/agents", .signedIn, .later(AgentRoutes.add),
      "Let somebody file for an organisation, by name and phone", takes: .agentAddition, gives: .agentsChanged),
    Route(
      .post, "/api/v1/organizations/{organization}/agents/{term}/end", .signedIn, .later(AgentRoutes.end),
      "End that somebody files for an organisation", gives: .agentsChanged),

    // Services and requests
    Route(
      .get, "/api/v1/services", .signedIn, .pooled(ServiceRoutes.list), "Services visible to me",
      gives: .services,
      query: ["q"]),
    Route(
      .get, "/api/v1/services/{id}", .signedIn, .pooled(ServiceRoutes.form), "The form of a service",
      gives: .form,
      query: ["for"]),
    Route(
      .post, "/api/v1/services/{id}/requests", .signedIn, .later(RequestRoutes.submit), "Submit a request",
      takes: .submission, gives: .submitted, status: 201),
    Route(
      .put, "/api/v1/services/{id}/draft", .signedIn, .later(RequestRoutes.saveDraft), "Keep a draft",
      takes: .submission, gives: .draftKept),
    Route(
      .get, "/api/v1/services/{id}/draft", .signedIn, .pooled(ServiceRoutes.draft), "The kept draft",
      gives: .draft,
      query: ["for"]),
    Route(
      .get, "/api/v1/services/{id}/counts", .signedIn, .pooled(ServiceRoutes.counts), "Live figures",
      gives: .counts, query: ["by", "at", "view", "recorded"]),
    Route(
      .post, "/api/v1/files", .signedIn, .slow(FilesPage.upload), "Send one file (JPEG, PNG or PDF, up to 10 MB)",
      takes: .fileBytes, gives: .file, status: 201, query: ["name"], file: .picture),
    Route(.get, "/api/v1/requests", .signedIn, .pooled(RequestRoutes.mine), "My requests", gives: .requests),
    Route(
      .get, "/api/v1/requests/{code}", .signedIn, .pooled(RequestRoutes.one), "One request", gives: .request),
    Route(
      .get, "/api/v1/requests/{code}/form", .signedIn, .pooled(RequestRoutes.stepForm),
      "The fields that a step of a request asks me for", gives: .stepForm, query: ["step"]),
    Route(
      .post, "/api/v1/requests/{code}/{verb}", .signedIn, .later(RequestRoutes.act), "Act on a request",
      takes: .verb, gives: .submitted),

    // Staff
    Route(
      .get, "/api/v1/inbox", .staff, .pooled(InboxRoutes.list), "The queue of my posts", gives: .inbox,
      query: ["service", "step", "state", "place", "hands", "overdue", "q", "sort", "view", "cursor"]),
    Route(
      .post, "/api/v1/inbox/{verb}", .staff, .later(InboxRoutes.act), "Act on several requests", takes: .bulk,
      gives: .bulkAnswers),

    // Rights
    Route(
      .get, "/api/v1/rights/why", .signedIn, .pooled(RightsRoutes.why), "Why somebody may, or may not",
      gives: .rightsAnswer, query: ["user", "action", "thing"]),
    Route(
      .get, "/api/v1/rights/who", .staff, .pooled(RightsRoutes.who), "Who may", gives: .rightsHolders,
      query: ["action", "thing"]),
    Route(
      .get, "/api/v1/rights/what", .signedIn, .pooled(RightsRoutes.what), "What somebody may",
      gives: .rightsHoldings, query: ["user"]),

    Route(
      .post, "/api/v1/requests/{code}/look", .staff, .later(RightsRoutes.look), "Look at a request in an emergency",
      takes: .lookReason, gives: .lookOpened, status: 201),
    Route(
      .post, "/api/v1/directory/people/{person}/look", .staff, .later(RightsRoutes.lookAtNumbers),
      "Look at the numbers of a member of staff in an emergency", takes: .lookReason, gives: .numbersOpened, status: 201),
    Route(
      .post, "/api/v1/directory/people/{person}/numbers", .staff, .slow(RightsRoutes.numbers),
      "The numbers of a member of staff, whole; recorded", gives: .numbers),
    Route(
      .post, "/api/v1/requests/{code}/unmask", .staff, .slow(RightsRoutes.unmask), "One masked answer, whole; recorded",
      takes: .unmasking, gives: .unmasked),
    Route(
      .post, "/api/v1/looks/{id}/end", .staff, .later(RightsRoutes.endLook), "End an emergency look", gives: .lookEnded),
    Route(
      .get, "/api/v1/looks", .staff, .pooled(RightsRoutes.looks),
      "Emergency looks: all for who administers security, else one's own", gives: .looks, query: ["before"]),

    Route(
      .get, "/api/v1/audit", .administrator(.audit), .pooled(AuditRoutes.list),
      "Who did what and who looked at whom, the newest first", gives: .audit,
      query: AuditAsked.fields + ["cursor", "limit"]),
    Route(
      .get, "/api/v1/audit/kinds", .administrator(.audit), .pooled(AuditRoutes.kinds), "Kinds of acts to ask for",
      gives: .auditKinds),
    Route(
      .post, "/api/v1/audit/export", .administrator(.audit), .slow(AuditRoutes.export),
      "The same as a CSV table; recorded, with what for", takes: .auditExport, gives: .auditTable),

    // Places
    Route(
      .get, "/api/v1/places", .signedIn, .pooled(PlaceRoutes.list), "Places that words find, that hold a point, or below another",
      gives: .places, query: ["q", "cursor", "point", "under", "on", "recorded"]),
    Route(
      .get, "/api/v1/places/{code}", .signedIn, .pooled(PlaceRoutes.one), "One place with its history", gives: .place,
      query: ["on", "recorded"]),
    Route(
      .post, "/api/v1/places/{code}/proposals", .signedIn, .later(ProposalRoutes.propose),
      "Report a place that is missing below this one", takes: .placeReport, gives: .placeReported, status: 201),
    Route(
      .get, "/api/v1/place-proposals", .staff, .pooled(ProposalRoutes.list), "Reported places that I decide on",
      gives: .placeProposals),
    Route(
      .post, "/api/v1/place-proposals/{proposal}/{decision}", .staff, .later(ProposalRoutes.decide),
      "Accept or refuse a reported place", takes: .placeDecision, gives: .placeReported),
    Route(
      .post, "/api/v1/places/{act}", .staff, .later(PlaceRoutes.act),
      "Add, rename, move, merge, split or close places", takes: .placeOperation, gives: .placeChanged),
    Route(
      .post, "/api/v1/places/{act}/plan", .staff, .slow(PlaceRoutes.plan), "What that would change",
      takes: .placeOperation, gives: .placePlan),

    Route(
      .post, "/api/v1/places/import", .staff, .slow(ImportRoutes.places), "Bring a table of places, or boundaries",
      takes: .broughtTable, gives: .imported, status: 201, query: ["dry-run", "partial"], file: .table),
    Route(
      .post, "/api/v1/places/changes/{change}/undo", .staff, .slow(ImportRoutes.undoPlaces),
      "Take an operation on places or an import of them back, done or waiting", gives: .takenBack),

    // Directory
    Route(
      .post, "/api/v1/directory/changes/{change}/undo", .staff, .slow(ImportRoutes.undoDirectory),
      "Take an import of the directory back", gives: .takenBack),
    Route(
      .post, "/api/v1/directory/import", .staff, .slow(ImportRoutes.directory), "Bring a table of the directory",
      takes: .broughtTable, gives: .imported, status: 201, query: ["dry-run", "partial"], file: .table),
    Route(
      .get, "/api/v1/directory", .staff, .pooled(DirectoryRoutes.list), "Bodies and posts that words find, or the top",
      gives: .directory, query: ["q"]),
    Route(
      .get, "/api/v1/directory/{organization}", .staff, .pooled(DirectoryRoutes.one), "A body with its posts",
      gives: .organization),
    Route(
      .get, "/api/v1/directory/posts/{post}", .staff, .pooled(DirectoryRoutes.post), "A post with its terms",
      gives: .postDetail),
    Route(
      .get, "/api/v1/directory/posts/{post}/people", .staff, .pooled(DirectoryRoutes.people),
      "Whom words find to be put on a post, for who may change it", gives: .staffFound, query: ["q"]),
    Route(
      .post, "/api/v1/directory/posts/{post}/{act}", .staff, .pooled(DirectoryRoutes.act),
      "Appoint, dismiss, transfer, set or end leave and deputies, describe the post", takes: .postChange, gives: .postChanged),

    // Releases
    Route(
      .post, "/api/v1/releases", .administrator(.system), .slow(ReleaseRoutes.publish),
      "Publish a bundle (zip or tar), or plan it",
      takes: .bundle, gives: .release, status: 201, query: ["dry-run", "reason"], file: .bundle
    ),
    Route(
      .get, "/api/v1/releases", .administrator(.system), .pooled(ReleaseRoutes.list), "All releases", gives: .releases),
    Route(
      .post, "/api/v1/releases/{epoch}/rollback", .administrator(.system), .slow(ReleaseRoutes.rollback),
      "Publish an older release again", gives: .release, status: 201),

    // Authors
    Route(
      .post, "/api/v1/feel", .author, .pooled(FEELRoutes.evaluate), "Try an expression", takes: .trial,
      gives: .tried, bodyLimit: FEELRoutes.bodyLimit),

    // Operations
    Route(
      .get, "/healthz", .anyone, .pooled(OperationRoutes.health), "Whether this server can work",
      gives: .health),
    Route(
      .get, "/metrics", .anyone, .direct(OperationRoutes.metrics), "Figures for Prometheus",
      gives: .metricsText),
    Route(
      .get, "/api/v1/openapi.json", .anyone, .direct(OperationRoutes.openAPI), "This document",
      gives: .openAPI),
  ]

  /// Pages that keep a draft, one at a time for each person.
  private static func inTurn(
    _ handle: @escaping @Sendable (Call) throws -> Response
  ) -> @Sendable (Call) throws -> Response {
    { call in try call.site.drafts.take(call) { try handle(call) } }
  }

  static let pages: [Route] = [
    Route(page: .get, "/", .anyone, .pooled(ServicesPage.home)),
    Route(page: .get, "/style.css", .anyone, .direct(StyleSheet.serve)),
    Route(page: .get, "/icons.svg", .anyone, .direct(Icon.serve)),
    Route(page: .get, "/icon.svg", .anyone, .direct(Icon.serveMark)),
    Route(page: .get, "/form.js", .anyone, .direct(FormScript.serve)),
    Route(page: .get, "/controls.js", .anyone, .direct(ControlScript.serve)),
    Route(page: .get, "/form-live.js", .anyone, .direct(FormLive.serve)),
    Route(page: .get, "/desk.js", .anyone, .direct(DeskScript.serve)),
    Route(page: .get, "/sign-in", .anyone, .pooled(SignInPage.phone)),
    Route(page: .post, "/sign-in", .anyone, .outward(SignInPage.sendCode)),
    Route(page: .post, "/sign-in/code", .anyone, .slow(SignInPage.redeem)),
    Route(page: .get, "/sign-in/staff", .anyone, .pooled(SignInPage.staff)),
    Route(page: .post, "/sign-in/staff", .anyone, .slow(SignInPage.password)),
    Route(page: .post, "/sign-out", .signedIn, .slow(SignInPage.signOut)),
    Route(page: .get, "/services", .signedIn, .pooled(ServicesPage.list)),
    Route(page: .get, "/messages", .signedIn, .pooled(MessagesPage.show)),
    Route(page: .post, "/messages/read", .signedIn, .slow(MessagesPage.read)),
    Route(page: .get, "/me", .signedIn, .pooled(MePage.show)),
    Route(page: .get, "/me/mandates/new", .signedIn, .pooled(MandatePages.new)),
    Route(page: .post, "/me/mandates", .signedIn, .slow(MandatePages.declare), file: .picture),
    Route(page: .post, "/me/mandates/{id}/{act}", .signedIn, .slow(MandatePages.act)),
    Route(page: .post, "/me/relatives/{person}/{act}", .signedIn, .slow(MandatePages.relative)),
    Route(page: .get, "/organizations/{organization}/agents", .signedIn, .pooled(AgentsPage.show)),
    Route(page: .post, "/organizations/{organization}/agents", .signedIn, .slow(AgentsPage.add)),
    Route(page: .post, "/organizations/{organization}/agents/{term}/end", .signedIn, .slow(AgentsPage.end)),
    Route(page: .get, "/mandates", .staff, .pooled(MandateQueuePage.show)),
    Route(page: .post, "/mandates/{id}", .staff, .slow(MandateQueuePage.act)),
    Route(page: .get, "/mandates/{id}/proof", .signedIn, .slow(MandateQueuePage.proof)),
    Route(page: .get, "/places", .signedIn, .pooled(PlacesPage.show)),
    Route(page: .post, "/places/proposals/{proposal}", .staff, .slow(PlacesPage.decide)),
    Route(page: .get, "/places/import", .staff, .pooled(ImportPage.places.show)),
    Route(page: .post, "/places/import", .staff, .slow(ImportPage.places.act), file: .table),
    Route(page: .post, "/places/import/{change}/undo", .staff, .slow(ImportPage.places.undo)),
    Route(page: .post, "/places/changes/{change}/undo", .staff, .slow(PlacePlanPage.undo)),
    Route(page: .get, "/places/{code}", .signedIn, .pooled(PlacePage.show)),
    Route(page: .post, "/places/{code}/propose", .signedIn, .slow(PlacePage.propose)),
    Route(page: .post, "/places/{code}/{act}", .staff, .slow(PlacePlanPage.act)),
    Route(page: .get, "/directory", .staff, .pooled(DirectoryPage.show)),
    Route(page: .get, "/directory/import", .staff, .pooled(ImportPage.directory.show)),
    Route(page: .post, "/directory/import", .staff, .slow(ImportPage.directory.act), file: .table),
    Route(page: .post, "/directory/import/{change}/undo", .staff, .slow(ImportPage.directory.undo)),
    Route(page: .get, "/directory/contacts", .staff, .pooled(ContactsPage.show)),
    Route(page: .get, "/directory/people/{person}", .staff, .pooled(ContactsPage.person)),
    Route(page: .post, "/directory/people/{person}/look", .staff, .slow(LookPages.openNumbers)),
    Route(page: .post, "/directory/people/{person}/numbers", .staff, .slow(ContactsPage.numbers)),
    Route(page: .get, "/directory/posts/{post}", .staff, .pooled(DirectoryPostPage.show)),
    Route(page: .get, "/directory/posts/{post}/choices", .staff, .pooled(DirectoryPostPage.choices)),
    Route(page: .post, "/directory/posts/{post}/{act}", .staff, .slow(DirectoryPostPage.act)),
    Route(page: .get, "/directory/{organization}", .staff, .pooled(OrganizationPage.show)),
    Route(page: .get, "/rights", .staff, .pooled(RightsPage.show)),
    Route(page: .post, "/rights", .staff, .pooled(RightsPage.ask)),
    Route(page: .get, "/figures", .staff, .pooled(FiguresPage.list)),
    Route(page: .get, "/figures/{id}", .staff, .pooled(FiguresPage.show)),
    Route(page: .get, "/admin/releases", .administrator(.system), .pooled(ReleasesPage.show)),
    Route(
      page: .post, "/admin/releases", .administrator(.system), .slow(ReleasesPage.act), file: .bundle),
    Route(page: .get, "/admin/releases/{epoch}", .administrator(.system), .slow(ReleasesPage.one)),
    Route(page: .post, "/admin/releases/{epoch}/rollback", .administrator(.system), .slow(ReleasesPage.rollback)),
    Route(page: .get, "/admin/looks", .administrator(.security), .pooled(LookPages.list)),
    Route(page: .get, "/admin/audit", .administrator(.audit), .pooled(AuditPage.show)),
    Route(page: .post, "/admin/audit", .administrator(.audit), .slow(AuditPage.find)),
    Route(page: .post, "/admin/audit/export", .administrator(.audit), .slow(AuditPage.export)),
    Route(page: .get, "/admin/system", .administrator(.system), .pooled(SystemPage.show)),
    Route(page: .get, "/services/{id}", .signedIn, .pooled(ApplyPage.show)),
    Route(page: .post, "/services/{id}", .signedIn, .pooled(inTurn(ApplyPage.fill))),
    Route(
      page: .post, "/services/{id}/files", .signedIn, .slow(inTurn(FilesPage.send)), file: .picture),
    Route(page: .get, "/services/{id}/files/{file}", .signedIn, .slow(FilesPage.own)),
    Route(page: .get, "/requests/{code}/files/{file}", .signedIn, .slow(FilesPage.ofRequest)),
    Route(page: .get, "/services/{id}/check", .signedIn, .pooled(ApplyPage.check)),
    Route(page: .get, "/services/{id}/program/{variant}/{file}", .signedIn, .pooled(FormModules.serve)),
    Route(page: .post, "/services/{id}/send", .signedIn, .pooled(ApplyPage.send)),
    Route(page: .get, "/requests", .signedIn, .pooled(RequestsPage.mine)),
    Route(page: .get, "/requests/{code}", .signedIn, .pooled(MatterPage.show)),
    Route(page: .get, "/requests/{code}/presence", .staff, .pooled(RequestDesk.presence)),
    Route(page: .get, "/requests/{code}/receipt", .signedIn, .pooled(ReceiptPage.show)),
    Route(page: .get, "/requests/{code}/supplement", .signedIn, .pooled(StepFormPage.supplement.show)),
    Route(page: .post, "/requests/{code}/supplement", .signedIn, .pooled(inTurn(StepFormPage.supplement.act))),
    Route(
      page: .post, "/requests/{code}/supplement/files", .signedIn, .slow(inTurn(StepFormPage.supplement.upload)),
      file: .picture),
    Route(page: .get, "/requests/{code}/fill", .staff, .pooled(StepFormPage.fill.show)),
    Route(page: .post, "/requests/{code}/fill", .staff, .pooled(inTurn(StepFormPage.fill.act))),
    Route(
      page: .post, "/requests/{code}/fill/files", .staff, .slow(inTurn(StepFormPage.fill.upload)),
      file: .picture),
    Route(page: .post, "/requests/{code}/look", .staff, .slow(LookPages.open)),
    Route(page: .post, "/requests/{code}/unmask", .staff, .slow(LookPages.unmask)),
    Route(page: .post, "/looks/{id}/end", .staff, .slow(LookPages.end)),
    Route(page: .post, "/requests/{code}/{verb}", .signedIn, .pooled(MatterPage.act)),
    Route(page: .get, "/queue", .staff, .pooled(QueuePage.show)),
    Route(page: .post, "/queue/{verb}", .staff, .pooled(QueuePage.act)),
  ]
}
