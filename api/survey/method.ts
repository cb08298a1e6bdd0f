import type { Result } from './result.ts'
import { CELL, ENOUGH } from './survey.ts'

/** How it was counted, and what is not shown and why, in words anybody understands. */
export function methodOf({ method, odd, answers, strata, tables, dimensions, trend }: Result): string[] {
  const { received, byInvitation, visited } = answers
  const volunteers = received - byInvitation - visited
  const looked = odd.reduce((sum, one) => sum + one.kept + one.excluded, 0)
  return [
    method,
    '答卷加密投进票箱，截止以后一次打乱再开，工作人员不知道谁答了、谁没答。结束以前没有中间结果。',
    `收到的${received}份里，受邀的人自己填的${byInvitation}份，自愿来答的${volunteers}份，当面和电话访问的${visited}份；各题按填答方式分开列出。`,
    answers.invited > 0
      ? '应答率是受邀的人里交了答卷的占多少；自愿来答的不算在里面。'
      : '这次谁都可以答，没有应答率；来答的是愿意答的人，不一定代表全体。',
    '非常满意5分、满意4分、基本满意3分、不满意2分、非常不满意1分，“不了解”不计入平均。满意率是满意和非常满意占打了分的多少。',
    '括号里是95%的误差范围：平均分按正态近似，满意率按威尔逊区间。两个数的范围重叠，就不能说谁高谁低。',
    '单位的分，每一题只用点名它的人打的；没有逐个单位打分的题，只算只点名了这一个单位的人。',
    ...(dimensions.some(({ weight }) => weight !== null)
      ? [
          `总分是各方面平均分乘以权重，折成100分；一个方面有几道题的，按每题有多少人回答加权：${dimensions.flatMap(({ label, weight }) => (weight === null ? [] : [`${label}${weight}`])).join('、')}。`,
        ]
      : []),
    ...(strata.length > 0 ? ['加权平均是样本各部分的平均分按人数加权；有一部分样本不足，就不算。'] : []),
    ...(trend.length > 0 ? ['和以前比，只比题目文字相同的题；权重和这次不同的，不比总分。'] : []),
    `不足${ENOUGH}份的写“样本不足”。${CELL}份以下的格子不显示，为了不让人用总数减出来，有时要多藏一格，或者不公布平均分、不分组。`,
    looked > 0
      ? `答得过快、成批提交、完全相同的答卷先做记号，由人看过、写明理由再决定算不算，算和没算的份数都写在这里。`
      : '这次没有做了记号的答卷。',
    `大家用的词，按用过的人数算，${CELL}人以上才列；姓名、电话、地点等先去掉。`,
    ...(tables.some(({ several }) => several) ? ['可以选几项的题，各项加起来会超过答卷数。'] : []),
  ]
}
