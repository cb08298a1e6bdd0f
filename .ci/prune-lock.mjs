// Run after changing a dependency: drops from the lock file optional platform packages that the registry did not
// serve when it was written. `npm ci` refuses a lock that names packages it does not describe.
import { readFileSync, writeFileSync } from 'node:fs'

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))

/** Whether a package finds another, looking upwards as Node does. */
function finds(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (!at) return false
  }
}

let pruned = 0
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (path === '' || finds(path, name)) continue
    delete entry.optionalDependencies[name]
    pruned++
  }
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`pruned ${pruned}`)
