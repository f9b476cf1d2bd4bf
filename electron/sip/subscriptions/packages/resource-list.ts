import { cleanText } from '../../identity/clean';
import { attribute, childrenOf, numberOf, parseXml } from '../xml';

export interface ListInfo {
  readonly uri: string;
  readonly version: number | null;
  readonly full: boolean;
  readonly resources: readonly { readonly uri: string; readonly instances: readonly ListInstance[] }[];
}

export interface ListInstance {
  readonly id: string;
  readonly state: 'active' | 'pending' | 'terminated';
  readonly reason: string | null;
  /** Content-ID of the part with its state; null where it brings none this time. */
  readonly contentId: string | null;
}

/** As many members as a list may have here. */
export const MAX_MEMBERS = 2_000;
const MAX_INSTANCES = 8;
const MAX_URI = 1_024;

/** application/rlmi+xml (RFC 4662 5). Null where it is no such document. */
export function parseResourceList(text: string): ListInfo | null {
  const root = parseXml(text);
  if (root?.name !== 'list') return null;
  return {
    uri: cleanText(attribute(root, 'uri') ?? '', MAX_URI), version: numberOf(attribute(root, 'version')),
    full: /^(?:true|1)$/i.test(attribute(root, 'fullState') ?? ''),
    resources: childrenOf(root, 'resource').slice(0, MAX_MEMBERS).map((element) => ({
      uri: cleanText(attribute(element, 'uri') ?? '', MAX_URI),
      instances: childrenOf(element, 'instance').slice(0, MAX_INSTANCES).map((instance): ListInstance => {
        const state = attribute(instance, 'state')?.toLowerCase();
        return {
          id: attribute(instance, 'id') ?? '', state: state === 'pending' || state === 'terminated' ? state : 'active',
          reason: attribute(instance, 'reason'), contentId: attribute(instance, 'cid')?.replace(/^<|>$/g, '') ?? null,
        };
      }),
    })).filter(({ uri }) => uri !== ''),
  };
}
