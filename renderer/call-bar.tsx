import { CallBar } from './call-bar/CallBar';
import { mount } from './shell/mount';

mount(<CallBar />, 'small');
