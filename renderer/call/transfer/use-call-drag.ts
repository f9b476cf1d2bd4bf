import { useState } from 'react';
import type { CallSnapshot } from '../../../electron/contract';
import { useApp } from '../../state/app';
import { canTransfer } from '../../state/transfer';

/** Under this name a call travels from where it is taken to where it is dropped; nothing outside the window knows it. */
const TYPE = 'application/x-sidetone-call';

interface DragProps { draggable: boolean; onDragStart?: (event: React.DragEvent) => void }

/** For an element one takes a call by, with the mouse; the keyboard has the button Transfer. Inert while the call cannot be passed on. */
export function callDrag(call: CallSnapshot): DragProps {
  if (!canTransfer(call)) return { draggable: false };
  return {
    draggable: true,
    onDragStart: (event) => {
      event.dataTransfer.setData(TYPE, call.id);
      event.dataTransfer.effectAllowed = 'move';
    },
  };
}

export interface CallDrop {
  /** A call is held above. */
  isOver: boolean;
  props: Pick<React.DOMAttributes<HTMLElement>, 'onDragEnter' | 'onDragOver' | 'onDragLeave' | 'onDrop'>;
}

/** For an element a call can be dropped on; null = not now. What is dropped beside a call that can be passed on is left alone. */
export function useCallDrop(onCall: ((call: CallSnapshot) => void) | null): CallDrop {
  const [isOver, setOver] = useState(false);
  if (onCall === null) return { isOver: false, props: {} };
  const take = (event: React.DragEvent): boolean => {
    if (!event.dataTransfer.types.includes(TYPE)) return false;
    event.preventDefault();
    return true;
  };
  return {
    isOver,
    props: {
      onDragEnter: (event) => { if (take(event)) setOver(true); },
      onDragOver: (event) => { if (take(event)) event.dataTransfer.dropEffect = 'move'; },
      onDragLeave: (event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false); },
      onDrop: (event) => {
        setOver(false);
        if (!take(event)) return;
        const id = event.dataTransfer.getData(TYPE);
        const call = useApp.getState().calls.find((one) => one.id === id);
        if (call !== undefined && canTransfer(call)) onCall(call);
      },
    },
  };
}

/** The look of whatever a call is held above. */
export const dropLook = 'outline-2 outline-offset-1 outline-accent-ink';
