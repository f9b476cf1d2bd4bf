import { Phone, type LucideIcon } from 'lucide-react';
import { forwardRef } from 'react';

/** The handset laid down: hang up, decline. */
export const PhoneDown: LucideIcon = forwardRef(function PhoneDown({ className, ...rest }, ref) {
  return <Phone ref={ref} {...rest} className={`rotate-[135deg] ${className ?? ''}`} />;
}) as LucideIcon;
