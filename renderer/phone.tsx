import { mount } from './shell/mount';
import { PhoneWindow } from './shell/PhoneWindow';

mount(<PhoneWindow />, 'phone');
