import type { DEPARTMENT_TYPE } from '../../content/kinds/department.ts'

/** This city and the one above it, by the names their documents carry. */
const CITY = '澄河市人民政府'
const ABOVE = { government: '岱东市人民政府', bureau: '岱东市司法局' }

/** Where reconsideration is asked for: any of `to` will do. */
interface Place {
  to: string[]
  basis: string
  /** What is not certain from here and must be read in the decision itself. */
  note?: string
}

const LAW = '《中华人民共和国行政复议法》'

/** To whom one turns against a body, by what kind of body it is (行政复议法 24, 27, 28). */
export function placeOf(of?: { type: keyof typeof DEPARTMENT_TYPE; superior?: string | undefined }): Place {
  switch (of?.type) {
    case 'government':
      return { to: [ABOVE.government], basis: `${LAW}第二十四条` }
    case 'supervisor':
      return { to: [CITY, ABOVE.bureau], basis: `${LAW}第二十八条` }
    case 'branch':
      return { to: [ABOVE.government, CITY], basis: `${LAW}第二十四条第四款` }
    case 'vertical':
      return {
        to: [of.superior ?? '它的上一级主管部门'],
        basis: `${LAW}第二十七条`,
        note: '垂直管理单位的复议机关有不同情形，以决定书上写明的为准；没有写明的，打电话问清楚再递。',
      }
    default:
      return {
        to: [CITY],
        basis: `${LAW}第二十四条第一款`,
        ...(of === undefined && { note: '生态环境分局、消防救援、邮政管理等由上级管理的单位不一样，选上单位再看。' }),
      }
  }
}
