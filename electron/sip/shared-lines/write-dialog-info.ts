import type { PublishedDialog, WatchedDialog } from '../../calls/ports';
import type { CallDialog } from '../transfer/replaces';

/** Text fit for an XML attribute or element; what XML 1.0 does not bear is left out. */
function escape(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function other(name: 'joined-dialog' | 'replaced-dialog', dialog: WatchedDialog | undefined): string {
  if (dialog?.callId == null || dialog.localTag === null || dialog.remoteTag === null) return '';
  return `<sa:${name} call-id="${escape(dialog.callId)}" local-tag="${escape(dialog.localTag)}" remote-tag="${escape(dialog.remoteTag)}"/>`;
}

export interface OwnDialogDocument {
  readonly entity: string;
  readonly version: number;
  /** Of the dialog element; stays through its life. */
  readonly id: string;
  readonly dialog: PublishedDialog;
  /** As signalling knows it; null before there is one. */
  readonly sip: CallDialog | null;
  /** Our Contact. */
  readonly contact: string;
}

/** application/dialog-info+xml with one dialog of ours and its place on the line (RFC 4235 4, RFC 7463 5.3). */
export function writeDialogInfo({ entity, version, id, dialog, sip, contact }: OwnDialogDocument): string {
  const tags = sip === null ? '' : ` call-id="${escape(sip.callId)}"${sip.localTag === '' ? '' : ` local-tag="${escape(sip.localTag)}"`}${sip.remoteTag === '' ? '' : ` remote-tag="${escape(sip.remoteTag)}"`}`;
  const name = dialog.remote?.displayName;
  const remote = dialog.remote === null ? '' : `<remote><identity${name == null ? '' : ` display="${escape(name)}"`}>${escape(dialog.remote.uri)}</identity>${sip === null || sip.remoteTarget === '' ? '' : `<target uri="${escape(sip.remoteTarget)}"/>`}</remote>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" xmlns:sa="urn:ietf:params:xml:ns:sa-dialog-info" version="${version}" state="partial" entity="${escape(entity)}">`,
    `<dialog id="${escape(id)}"${tags} direction="${dialog.direction}">`,
    `<sa:exclusive>${dialog.exclusive}</sa:exclusive>`, dialog.appearance === null ? '' : `<sa:appearance>${dialog.appearance}</sa:appearance>`,
    other('joined-dialog', dialog.joined), other('replaced-dialog', dialog.replaced),
    `<state>${dialog.state}</state>`,
    `<local><identity>${escape(entity)}</identity><target uri="${escape(contact)}"><param pname="+sip.rendering" pvalue="${dialog.held ? 'no' : 'yes'}"/></target></local>`,
    remote, '</dialog>', '</dialog-info>',
  ].filter((line) => line !== '').join('\n');
}
