import { RingWindow } from './ring/RingWindow';
import { mount } from './shell/mount';

mount(<RingWindow />, 'small');
