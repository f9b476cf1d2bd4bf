import { spawnSync } from 'node:child_process';

let serial = 0;

/** Networks of Linux that nobody else sees: namespaces joined by virtual cables. For root alone. */
export class NetLab {
  private readonly names = new Map<string, string>();
  private readonly atExit = (): void => this.dispose();

  constructor() {
    process.once('exit', this.atExit);
  }

  /** Why this cannot be had here; null where it can. */
  static missing(): string | null {
    if (process.platform !== 'linux') return 'only Linux has network namespaces';
    if (process.getuid?.() !== 0) return 'network namespaces are for root';
    const lab = new NetLab();
    try {
      lab.add('trial');
      return null;
    } catch (error) {
      return String(error);
    } finally {
      lab.dispose();
    }
  }

  /** Whether there can be a router that translates addresses. */
  static hasNat(): boolean {
    return spawnSync('iptables', ['--version']).status === 0;
  }

  /** A new namespace, with its loopback up. */
  add(namespace: string): void {
    const name = `st-${process.pid}-${++serial}-${namespace}`;
    this.must(['ip', 'netns', 'add', name]);
    this.names.set(namespace, name);
    this.run(namespace, 'ip', 'link', 'set', 'lo', 'up');
  }

  /** What to put before a command that is to run there. */
  under(namespace: string): readonly string[] {
    const name = this.names.get(namespace);
    if (name === undefined) throw new Error(`no namespace ${namespace}`);
    return ['ip', 'netns', 'exec', name];
  }

  run(namespace: string, ...command: readonly string[]): void {
    this.must([...this.under(namespace), ...command]);
  }

  /** A cable between two; each end is `[namespace, interface, address/bits]`. */
  cable(one: readonly [string, string, string], other: readonly [string, string, string]): void {
    const [[oneNs, oneIf], [otherNs, otherIf]] = [one, other];
    this.must(['ip', 'link', 'add', oneIf, 'netns', this.names.get(oneNs) ?? '', 'type', 'veth', 'peer', 'name', otherIf, 'netns', this.names.get(otherNs) ?? '']);
    for (const [namespace, link, address] of [one, other]) {
      this.run(namespace, 'ip', 'address', 'add', address, 'dev', link);
      this.run(namespace, 'ip', 'link', 'set', link, 'up');
    }
  }

  /** The way to everywhere else. */
  defaultRoute(namespace: string, gateway: string): void {
    this.run(namespace, 'ip', 'route', 'replace', 'default', 'via', gateway);
  }

  /** Takes the cable out for good. */
  pull(namespace: string, link: string): void {
    this.run(namespace, 'ip', 'link', 'delete', link);
  }

  /** Makes it a router that hides who is behind it, at a port taken by chance (RFC 4787 4.1: for each far end another). */
  translate(namespace: string, outside: string): void {
    this.run(namespace, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    this.run(namespace, 'iptables', '-t', 'nat', '-A', 'POSTROUTING', '-o', outside, '-j', 'MASQUERADE', '--random-fully');
  }

  /** The router starts anew: whom it hid at which port is forgotten. */
  forgetTranslations(namespace: string, outside: string, gateway: string): void {
    this.run(namespace, 'ip', 'link', 'set', outside, 'down');
    this.run(namespace, 'ip', 'link', 'set', outside, 'up');
    this.defaultRoute(namespace, gateway);
  }

  /** What runs in them keeps them alive, so it is to be ended before. */
  dispose(): void {
    for (const name of this.names.values()) spawnSync('ip', ['netns', 'delete', name]);
    this.names.clear();
    process.removeListener('exit', this.atExit);
  }

  private must(command: readonly string[]): void {
    const { status, stderr } = spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr ?? 'not found'}`);
  }
}
