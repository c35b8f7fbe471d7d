extension SystemTables {
  package static let access = [
    credential, session, oneTimeCode, rateCounter, grantEpoch, provisioned, provisioningToken, emergencyLook,
    mandate,
  ]

  /// What somebody signs in with: `kind` is `login` (secret = argon2id) or `phone` (no secret).
  package static let credential = Table(
    "credential",
    [
      .init("kind", .text, nullable: false), .init("name", .text, nullable: false),
      .init("person", .integer, nullable: false), .init("secret", .text), .init("created", .instant, nullable: false),
      .init("disabled", .instant),
    ], key: ["kind", "name"], indexes: [.init(["person"])])

  /// `token` is the SHA-256 of what the client holds.
  package static let session = Table(
    "session",
    [
      .init("token", .text, nullable: false), .init("person", .integer, nullable: false), .init("post", .integer),
      .init("kind", .text, nullable: false), .init("assurance", .text, nullable: false),
      .init("csrf", .text, nullable: false), .init("created", .instant, nullable: false),
      .init("expires", .instant, nullable: false),
    ], key: ["token"], indexes: [.init(["person"]), .init(["expires"])])

  package static let oneTimeCode = Table(
    "one_time_code",
    [
      .init("phone", .text, nullable: false), .init("code", .text, nullable: false),
      .init("created", .instant, nullable: false), .init("expires", .instant, nullable: false),
      .init("attempts", .integer, nullable: false),
    ], key: ["phone"])

  package static let rateCounter = Table(
    "rate_counter",
    [
      .init("key", .text, nullable: false), .init("window_start", .instant, nullable: false),
      .init("count", .integer, nullable: false),
    ], key: ["key", "window_start"])

  /// One row, id 1: moves on with every change of rights, directory or roles.
  package static let grantEpoch = Table(
    "grant_epoch", [.init("id", .integer, nullable: false), .init("epoch", .integer, nullable: false)], key: ["id"])

  /// What a client of SCIM keeps here: an account (`id` is the person) or a list of accounts. `name` is what makes it one
  /// of a kind, in lower case. Nothing in it gives a right.
  package static let provisioned = Table(
    "provisioned",
    [
      .init("id", .integer, nullable: false), .init("kind", .text, nullable: false), .init("name", .text, nullable: false),
      .init("revision", .integer, nullable: false), .init("created", .instant, nullable: false),
      .init("modified", .instant, nullable: false), .init("removed", .instant), .init("payload", .blob, nullable: false),
    ], key: ["id"], indexes: [.init(["kind", "name"])])

  /// What a client of SCIM proves itself with: `token` is the SHA-256 of what the client holds.
  package static let provisioningToken = Table(
    "provisioning_token",
    [
      .init("token", .text, nullable: false), .init("name", .text, nullable: false),
      .init("created", .instant, nullable: false), .init("expires", .instant, nullable: false),
      .init("revoked", .instant),
    ], key: ["token"], indexes: [.init(["name"])])

  /// An emergency look at one request, or at the numbers of `subject` (`matter` is 0): by whom, from which post in which role, why (sealed for `subject`), from when until
  /// when, given back or taken away before (`ended`, by whom), and the posts that were told. It shows what the role's
  /// `break-glass` shows, as long as it lasts and the post and the role still give it.
  package static let emergencyLook = Table(
    "emergency_look",
    [
      .init("id", .integer, nullable: false), .init("matter", .integer, nullable: false),
      .init("person", .integer, nullable: false), .init("post", .integer, nullable: false),
      .init("role", .text, nullable: false), .init("subject", .integer), .init("reason", .blob, nullable: false),
      .init("opened", .instant, nullable: false), .init("until", .instant, nullable: false),
      .init("ended", .instant), .init("ended_by", .integer), .init("told", .text, nullable: false),
    ], key: ["id"], indexes: [.init(["matter", "person"]), .init(["person", "until"])])

  /// Who may act for whom, as somebody declared it: `proxy` for `principal`, as family or as a proxy (`kind`), with which
  /// powers (words with blanks between) and until which day, the last that counts. `kinship` is what the other is to whom
  /// declared it. `proof` is a file that `declared_by` sent. Whoever decided did so as the other of the two, or from a
  /// post; `reason` is what they wrote (sealed for the principal). `used` is when it last gave a right to do something.
  /// The state `barred` is no mandate: the principal will not have that relative act for them.
  package static let mandate = Table(
    "mandate",
    [
      .init("id", .integer, nullable: false), .init("proxy", .integer, nullable: false),
      .init("principal", .integer, nullable: false), .init("kind", .text, nullable: false), .init("kinship", .text),
      .init("powers", .text, nullable: false), .init("until", .date), .init("proof", .text), .init("proof_name", .text),
      .init("state", .text, nullable: false), .init("declared_by", .integer, nullable: false),
      .init("declared", .instant, nullable: false), .init("decided_by", .integer), .init("decided_post", .integer),
      .init("decided", .instant), .init("reason", .blob), .init("ended_by", .integer), .init("ended", .instant),
      .init("used", .instant),
    ], key: ["id"],
    indexes: [.init(["proxy", "state"]), .init(["principal", "state"]), .init(["state", "id"]), .init(["proof"])])
}
