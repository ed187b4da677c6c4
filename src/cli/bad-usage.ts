/** A command was asked for something that cannot be; the message says what to do. */
export class BadUsage extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BadUsage'
  }
}
