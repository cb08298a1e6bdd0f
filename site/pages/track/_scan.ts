/** Number and code as the QR of a slip holds them. */
export interface Slip {
  no: string
  code: string
}

/** Nothing that was read leaves this browser: the picture is looked at here and the fields are filled. */
const slipIn = (text: string | undefined): Slip | undefined => {
  const [, no, code] = /(\d{4}-\d{8}[A-Z])\s+([0-9A-HJKMNP-TV-Z]{24})/.exec(text ?? '') ?? []
  return no && code ? { no, code } : undefined
}

interface Detector {
  detect(image: ImageBitmapSource): Promise<{ rawValue: string }[]>
}
type Detecting = new (how: { formats: string[] }) => Detector

/** Telephones often read codes by themselves; elsewhere a reader of ours is fetched, once, when it is needed. */
async function textIn(image: ImageBitmap | HTMLVideoElement, width: number, height: number) {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: Detecting }
  const native = BarcodeDetector && (await new BarcodeDetector({ formats: ['qr_code'] }).detect(image).catch(() => []))
  const [first] = native ?? []
  if (first) return first.rawValue
  const { default: decode } = await import('qr/decode.js')
  // A picture from a telephone is larger than it need be, and small codes get lost when it is made too small.
  for (const most of [1600, 800, 400]) {
    const scale = Math.min(1, most / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) return undefined
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    try {
      return decode(context.getImageData(0, 0, canvas.width, canvas.height))
    } catch {
      // No code found at this size.
    }
  }
  return undefined
}

export async function fromPicture(file: Blob): Promise<Slip | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined)
  const found = image && slipIn(await textIn(image, image.width, image.height))
  image?.close()
  return found
}

const PAUSE = 250
const PATIENCE = 60_000

/** Looks through the camera until a slip is seen, it is told to stop, or a minute is over. */
export async function fromCamera(video: HTMLVideoElement, stop: AbortSignal): Promise<Slip | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    for (const until = Date.now() + PATIENCE; Date.now() < until && !stop.aborted; ) {
      const found = video.videoWidth ? slipIn(await textIn(video, video.videoWidth, video.videoHeight)) : undefined
      if (found) return found
      await new Promise((wake) => setTimeout(wake, PAUSE))
    }
    return undefined
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}
