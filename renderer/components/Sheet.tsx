import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { cx } from './cx';

/** A question or form in front of everything; Esc and a click beside it close it. */
export function Sheet({ title, onClose, children, wide = false }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }): React.JSX.Element {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => { if (!open) onClose(); }}
      className="fixed inset-0 z-40 flex items-center justify-center bg-scrim p-4 animate-fade max-[280px]:p-2"
    >
      <Modal className={cx('max-h-full w-full overflow-auto rounded-window border border-line bg-raised shadow-float animate-rise', wide ? 'max-w-130' : 'max-w-90')}>
        <Dialog className="p-6 outline-none max-[280px]:p-4">
          <Heading slot="title" className="selectable text-title font-semibold tracking-[-0.01em] text-balance break-words max-[280px]:text-large">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
