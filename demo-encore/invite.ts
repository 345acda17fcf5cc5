// The invitation on the page: the address that others open, and its QR code. The same file from demo 3 on.
import { renderSVG } from 'uqr';

/** Reads the variable INVITE_URL. Without it there is nobody to invite, and the page has no "Invite". */
export function readInvite(): { url: string; code: string } | undefined {
  const url = process.env.INVITE_URL?.trim();
  if (!url) return undefined;
  const isValid = /^https?:/i.test(url) && URL.canParse(url) && url.length <= 500; // a code has its limits
  if (!isValid) {
    console.error(
      `The page can't invite to "${url}". Set INVITE_URL to the address that others open: it begins with http or https.`,
    );
    return undefined;
  }
  return { url, code: renderSVG(url, { border: 4 }) }; // a camera finds the code by its white border
}
