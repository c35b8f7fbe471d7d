/// Which edition of the product this is. The language of bundles has its own: the number behind the word `hutong:` of a document.
enum Version {
  static let number = "0.1.0"

  /// With the languages of documents it reads.
  static let text = "\(number) (bundle/1, service/1, DMN 1.1–1.6)"
}
