import { createRequire } from 'node:module';
import type { PictureContent } from './picture.ts';
import { fontFamily, pictureSpec } from './picture-spec.ts';

/** Slack shows pictures in a message up to about 360 points wide; phones have three pixels a point. */
const pixelWidth = 1_400;

/**
 * Draws the picture as PNG. The packages behind it are large and needed once a month, so they load here. A fresh
 * machine or a container has no fonts: those of dejavu-fonts-ttf are the only ones used.
 */
export async function drawPicture(content: PictureContent): Promise<Uint8Array> {
  const [vega, vegaLite, { renderAsync }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('@resvg/resvg-js'),
  ]);
  const view = new vega.View(vega.parse(vegaLite.compile(pictureSpec(content)).spec), { renderer: 'none' });
  try {
    const image = await renderAsync(await view.toSVG(), {
      fitTo: { mode: 'width', value: pixelWidth },
      font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: fontFamily },
    });
    return image.asPng();
  } finally {
    view.finalize();
  }
}

function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
    require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
  );
}
