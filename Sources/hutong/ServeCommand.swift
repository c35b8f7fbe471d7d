import Compile
import Core
import Engine
import Glibc
import Server
import Spec

/// `hutong serve DIR…`: publishes the folders when they differ from what came from them last, and answers until it is
/// told to end. 0 ended, 1 the folders are wrong and nothing runs yet, 2 usage, address or store.
enum ServeCommand {
  static func run(_ arguments: [String]) -> Int32 {
    let options: ServeOptions
    do throws(Arguments.Mistake) { options = try ServeOptions(arguments) } catch {
      return ServeOptions.help.refuse(error.words)
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    // Before the first thread starts, so that all of them inherit it.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    do {
      var serving = try Serving(options, table)
      return try serving.run(until: signals)
    } catch let refused as PublishRefused {
      Serving.print(refused.diagnostics)
      return 1
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }
}
