import type { Published } from '../../api/publication/publication.ts'

/** What search engines may know of a page, in the words of schema.org. */
export type LinkedData = Readonly<Record<string, unknown>>

/** JSON that cannot end the element it stands in, nor open another. */
export const asData = (data: LinkedData): string =>
  JSON.stringify({ '@context': 'https://schema.org', ...data }).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const bureau = { '@type': 'GovernmentOrganization', name: '澄河市司法局' }
const bodyNamed = (name: string | undefined) => ({ '@type': 'GovernmentOrganization', name })
const spanOf = ({ from, to }: Pick<Published, 'from' | 'to'>) => `${from}/${to ?? '..'}`
type Dated<K extends Published['kind']> = Published<K> & { names: Readonly<Record<string, string>> }

export const guideData = (item: Dated<'guide'>, url: string): LinkedData => ({
  '@type': 'Guide',
  '@id': url,
  url,
  name: item.data.name,
  about: item.data.summary,
  inLanguage: 'zh-CN',
  version: String(item.version),
  temporalCoverage: spanOf(item),
  datePublished: item.publishedAt,
  audience: { '@type': 'Audience', audienceType: item.data.audience },
  publisher: { '@type': 'GovernmentOrganization', name: item.names[`department/${item.data.issuer}`] },
})

export const articleData = (item: Dated<'bulletin'> | Dated<'exemplar'>, url: string): LinkedData => ({
  '@type': 'Article',
  '@id': url,
  url,
  headline: item.data.name,
  inLanguage: 'zh-CN',
  datePublished: item.data.issuedOn,
  dateModified: item.publishedAt,
  publisher: { '@type': 'GovernmentOrganization', name: item.names[`department/${item.data.issuer}`] },
})

export const serviceData = (item: Dated<'matter'>, url: string): LinkedData => ({
  '@type': 'GovernmentService',
  '@id': url,
  url,
  name: item.data.name,
  description: item.data.plain,
  identifier: item.code,
  serviceOperator: bodyNamed(item.names[`department/${item.data.department}`]),
  audience: { '@type': 'Audience', audienceType: item.data.objects },
})

export const legislationData = (item: Dated<'benchmark'>, url: string): LinkedData => ({
  '@type': 'Legislation',
  '@id': url,
  url,
  name: item.data.name,
  legislationIdentifier: item.data.docNo,
  legislationPassedBy: bodyNamed(item.data.authority),
  legislationDate: item.from,
  legislationLegalForce: item.status === 'effective' ? 'InForce' : 'NotInForce',
  temporalCoverage: spanOf(item),
  inLanguage: 'zh-CN',
})

export const bodyData = (item: Dated<'department'>, url: string): LinkedData => ({
  '@type': 'GovernmentOrganization',
  '@id': url,
  url,
  name: item.data.name,
  telephone: item.data.phone,
  address: item.data.address,
  identifier: item.data.uscc ?? item.code,
})

export const catalogueData = (
  sets: readonly { title: string; files: readonly string[] }[],
  licence: { name: string },
  origin: string,
): LinkedData => ({
  '@type': 'DataCatalog',
  '@id': `${origin}/data`,
  url: `${origin}/data`,
  name: '阳光执法开放数据',
  inLanguage: 'zh-CN',
  publisher: bureau,
  dataset: sets.map(({ title, files }) => ({
    '@type': 'Dataset',
    name: title,
    description: `${title}，现行有效的全部内容。`,
    license: `${origin}/data#licence`,
    usageInfo: licence.name,
    isAccessibleForFree: true,
    distribution: files.map((file) => ({
      '@type': 'DataDownload',
      contentUrl: origin + file,
      encodingFormat: MEDIA[file.slice(file.lastIndexOf('.') + 1)],
    })),
  })),
})
const MEDIA: Readonly<Record<string, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
