// A translator with the npm package xliff: MODULES IN OUT keep|loud
import fs from 'node:fs'

const [modules, from, to, how] = process.argv.slice(2)
const { xliff2js, js2xliff } = await import(modules + '/xliff/esm/index.js')

const loud = (v) => {
  if (typeof v === 'string') return v.toUpperCase()
  if (Array.isArray(v)) return v.map(loud)
  const [kind] = Object.keys(v)
  const copy = structuredClone(v)
  if (copy[kind].contents !== undefined) copy[kind].contents = loud(copy[kind].contents)
  return copy
}

const doc = await xliff2js(fs.readFileSync(from, 'utf8'))
if (how === 'loud') {
  for (const units of Object.values(doc.resources)) {
    for (const unit of Object.values(units)) unit.target = loud(unit.source)
  }
}
fs.writeFileSync(to, await js2xliff(doc, { indent: '', targetXliffVersion: '2.1' }))
