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
      Terminal.error("\(error.zh) / \(error.en)")
      Terminal.error(ServeOptions.usage)
      return 2
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
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
    } catch let refused as ServerRefused {
      Terminal.error(words(refused))
      return 2
    } catch let refusal as Refusal {
      Terminal.error("\(refusal.message.zh) / \(refusal.message.en ?? "")")
      return 2
    } catch let failure as BundleFolders.Failure {
      Terminal.error("\(failure.words.zh) / \(failure.words.en ?? "")")
      return 2
    } catch let failure as FolderReader.ReadError {
      Terminal.error("\(failure.path): \(failure.reason)")
      return 2
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }

  private static func words(_ refused: ServerRefused) -> String {
    switch refused {
    case .demonstrationInPublic(let host):
      "--demo 只能在本机地址上用，`\(host)` 别人也能访问 / --demo works on loopback only, others can reach `\(host)`"
    case .cannotListen(let address, let reason):
      "不能监听 \(address)：\(reason) / cannot listen on \(address): \(reason)"
    }
  }
}
