/** Columns that are for some records only: which ones, and why. All others are filled in at least 95 % of a kind. */
export interface Apart {
  only: (row: Record<string, unknown>) => boolean
  why: string
}

const none = (why: string): Apart => ({ only: () => false, why })
const when = (column: string, values: readonly unknown[], why: string): Apart => ({
  only: (row) => values.includes(row[column]),
  why,
})
const LAWFUL = ['supervisor', 'organ', 'branch', 'vertical', 'township']

export const APART: Readonly<Record<string, Apart>> = {
  '*.to': none('only an edition that another one ended has a last day'),

  'matter.townships': when('exercise', ['empowered'], 'townships have what the province gave them, no more'),
  'benchmark.tiers.min': fine('a range belongs to a fine'),
  'benchmark.tiers.max': fine('a range belongs to a fine'),
  'benchmark.tiers.unit': fine('a range belongs to a fine'),
  'inspection.joint': when('type', ['joint'], 'only a joint inspection has a joint plan'),
  'guide.licences.matter': none('other bodies’ licences are not in this city’s catalogue'),
  'guide.violations.matter': none('the guide names more violations than the catalogue of the demonstration'),
  'guide.violations.benchmark': none('not every violation has a benchmark here'),

  'bulletin.until': none('only a draft put to the public has a day by which to answer'),
  'bulletin.bodies': when('type', ['bodies'], 'the list of bodies'),
  'bulletin.cancelled': when('type', ['certificates'], 'the list of certificates'),
  'bulletin.problems': when('type', ['problems'], 'the list of problems'),
  'bulletin.problems.result': when('progress', ['done'], 'only what is done has been checked'),
  'bulletin.devices': when('type', ['devices'], 'the list of devices'),
  'bulletin.call': when('type', ['call'], 'whom a call asks for'),
  'bulletin.call.areas': none('without townships a call is for the whole city'),
  'bulletin.unperformed': when('type', ['unperformed'], 'the list of duties'),

  'department.uscc': when('type', LAWFUL, 'judicial offices and external bodies have none here'),
  'department.parent': when('type', ['office'], 'only judicial offices are part of another body'),
  'department.superior': when('type', LAWFUL, 'judicial offices have a parent, external bodies are told nothing'),
  'department.entrustedBy': none('only a body that enforces by entrustment has somebody who entrusted it'),
  'department.supervisedBy': when('type', [...LAWFUL, 'office'], 'external bodies are not supervised from here'),
  'department.complaintPhone': when('type', [...LAWFUL, 'external'], 'judicial offices take no complaints themselves'),
  'department.announcedNo': when('type', LAWFUL, 'only lawful bodies are announced'),
  'department.announcedOn': when('type', LAWFUL, 'only lawful bodies are announced'),
}

function fine(why: string): Apart {
  return { only: (row) => (row.kinds as string[]).includes('fine'), why }
}
