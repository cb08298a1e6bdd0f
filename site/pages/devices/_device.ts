import type { Device } from '../../../content/kinds/device.ts'

export const DEVICE_TONE = {
  announced: { tone: 'teal', icon: 'calendar' },
  active: { tone: 'ok', icon: 'check' },
  stopped: { tone: undefined, icon: 'cross' },
} as const

/** 北纬36.1124°，东经117.4031° */
export const positionWords = ({ latitude, longitude }: Pick<Device, 'latitude' | 'longitude'>): string =>
  `${latitude < 0 ? '南' : '北'}纬${Math.abs(latitude)}°，${longitude < 0 ? '西' : '东'}经${Math.abs(longitude)}°（CGCS2000坐标）`

interface Fitness {
  fit: boolean
  says: string
}
/** Whether what it recorded on a day may be used at all: in use, begun, and its calibration not run out (处罚法 41). */
export function fitnessOn(device: Pick<Device, 'status' | 'startedOn' | 'calibratedUntil'>, day: string): Fitness {
  if (device.status === 'stopped') return { fit: false, says: '已经停用，停用以后的记录不应作为处罚的证据。' }
  if (device.status === 'announced' || device.startedOn > day)
    return { fit: false, says: '还在公示，没有启用，现在的记录不应作为处罚的证据。' }
  if (device.calibratedUntil < day) return { fit: false, says: '检定已经过期，过期以后的测量结果不应作为处罚的证据。' }
  return { fit: true, says: '正在使用，检定在有效期内。' }
}
