import Core
import Engine
import Glibc

// city FOLDER [residents=N] [services=N] [places=N] [requests=N] [rounds=N] [filled=1] [pinned=0] [explained=0]
let words = Array(CommandLine.arguments.dropFirst())
var numbers: [String: Int] = [:]
for word in words.dropFirst() {
  let pair = word.split(separator: "=")
  if pair.count == 2, let number = Int(pair[1]) { numbers[String(pair[0])] = number }
}
do {
  try CityBench(folder: words.first ?? ".", CitySize(numbers)).run(
    isFilled: numbers["filled"] == 1, isPinned: numbers["pinned"] != 0, isExplained: numbers["explained"] != 0)
} catch let failure as HandSQL.Failure {
  print("{\"what\": \"failed\", \"words\": \"\(failure.words.filter { $0 != "\"" && $0 != "\\" && $0 != "\n" })\"}")
  exit(1)
} catch {
  print("{\"what\": \"failed\", \"words\": \"\(String(describing: error).filter { $0 != "\"" && $0 != "\\" && $0 != "\n" })\"}")
  exit(1)
}
