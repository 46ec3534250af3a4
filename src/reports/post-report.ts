import type { Logger } from '../lib/logger.ts';
import type { Ports } from '../ports.ts';
import type { Picture } from '../slack/message.ts';
import type { Outbox } from '../slack/outbox-port.ts';
import type { Store } from '../store/store.ts';
import { collectReport } from './collect-report.ts';
import type { Month } from './month.ts';
import { describePicture, pictureContent } from './picture.ts';
import type { Report } from './report.ts';
import { reportMessage, reportTableMessage } from './report-message.ts';

export interface PostReportContext {
  ports: Ports & { outbox: Outbox; store: Store };
  log: Logger;
  now: Date;
  /** When it should have been posted: later, the post says so. */
  dueAt: Date;
  signal?: AbortSignal;
  /** Tells posts of one month apart: an interim one must not stand in for the month's own. */
  edition?: string;
}

/**
 * Posts a month's report to a channel: five figures with one picture, and all figures in the thread. A second call
 * for the same month, edition and channel posts nothing.
 *
 * @returns whether there is a new post
 * @throws Error when nothing at all is known of the month: then it is better tried again
 */
export async function postReport(
  month: Month,
  channel: string,
  context: PostReportContext,
): Promise<boolean> {
  const { ports, log, now, dueAt, signal, edition } = context;
  const key = `report:${month}${edition === undefined ? '' : `:${edition}`}:${channel}`;
  if (await ports.outbox.find(key)) return false;
  const report = await collectReport(month, ports, now, signal);
  if (report.metrics.length === 0)
    throw new Error(`Nothing is known of ${month}: ${report.missing[0]?.reason ?? 'no reason given'}`);
  const picture = await drawIfPossible(report, log);
  await ports.store.db.transaction().execute(async (trx) => {
    await ports.outbox.enqueue(
      {
        key,
        destination: { channel },
        message: reportMessage(report),
        dueAt,
        ...(picture ? { picture } : {}),
      },
      trx,
    );
    const table = { key: `${key}:table`, threadOf: key, destination: { channel } };
    await ports.outbox.enqueue({ ...table, message: reportTableMessage(report) }, trx);
  });
  return true;
}

/** A report without its picture is better than none. */
async function drawIfPossible(report: Report, log: Logger): Promise<Picture | undefined> {
  const content = pictureContent(report);
  if (!content) return undefined;
  try {
    // Large packages, needed once a month.
    const { drawPicture } = await import('./draw-picture.ts');
    const png = await drawPicture(content);
    return { fileName: `vault-${report.period}.png`, png, altText: describePicture(content) };
  } catch (error) {
    log.error({ error }, 'The picture of the report could not be drawn');
    return undefined;
  }
}
