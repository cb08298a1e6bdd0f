import { inPicture, throughCamera } from '../../ui/scan.ts'

/** Number and code as the QR of a slip holds them. */
export interface Slip {
  no: string
  code: string
}

const slipIn = (text: string | undefined): Slip | undefined => {
  const [, no, code] = /(\d{4}-\d{8}[A-Z])\s+([0-9A-HJKMNP-TV-Z]{24})/.exec(text ?? '') ?? []
  return no && code ? { no, code } : undefined
}

const PATIENCE = 60_000

export const fromPicture = (file: Blob) => inPicture(file, slipIn)
export const fromCamera = (video: HTMLVideoElement, stop: AbortSignal) => throughCamera(video, stop, slipIn, PATIENCE)
