/** How the list of bodies is grouped for people, in this order. */
export const GROUPS: { title: string; hint: string; types: string[] }[] = [
  { title: '市级部门', hint: '在全市范围内执法的部门', types: ['government', 'supervisor', 'organ', 'authorised'] },
  { title: '派驻和垂直管理单位', hint: '由上级主管部门管理', types: ['branch', 'vertical'] },
  { title: '乡镇和街道', hint: '行使依法下放的执法事项', types: ['township'] },
  { title: '司法所', hint: '协助监督，也可以帮您登记', types: ['office'] },
  { title: '其他有关单位', hint: '不在本平台办理，可以直接联系', types: ['external'] },
]

/** The group a kind of body belongs to. */
export const groupOf = (type: string) => GROUPS.find(({ types }) => types.includes(type))
