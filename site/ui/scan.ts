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

/** What a text that was read stands for; nothing where it is not ours. Nothing that is read leaves this browser. */
type Meaning<T> = (text: string | undefined) => T | undefined

export async function inPicture<T>(file: Blob, meaning: Meaning<T>): Promise<T | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined)
  const found = image && meaning(await textIn(image, image.width, image.height))
  image?.close()
  return found
}

const PAUSE = 250

/** Looks through the camera until something is seen that means something, it is told to stop, or patience ends. */
export async function throughCamera<T>(
  video: HTMLVideoElement,
  stop: AbortSignal,
  meaning: Meaning<T>,
  patience: number,
): Promise<T | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    for (const until = Date.now() + patience; Date.now() < until && !stop.aborted; ) {
      const found = video.videoWidth ? meaning(await textIn(video, video.videoWidth, video.videoHeight)) : undefined
      if (found) return found
      await new Promise((wake) => setTimeout(wake, PAUSE))
    }
    return undefined
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}
