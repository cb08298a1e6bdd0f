import sharp from 'sharp'
const [out, h, ...files] = process.argv.slice(2)
const imgs = await Promise.all(files.map(async (f) => { const r = await sharp(f).resize({ height: +h, fit: 'inside', withoutEnlargement: true }).toBuffer({ resolveWithObject: true }); return r }))
let x = 0; const comp = imgs.map((r) => { const c = { input: r.data, left: x, top: 0 }; x += r.info.width + 10; return c })
await sharp({ create: { width: x, height: +h, channels: 3, background: '#888' } }).composite(comp).png().toFile(out)
