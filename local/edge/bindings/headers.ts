/** Headers that the plugin has workerd add to every call of a binding. */
export const TYPE_HEADER = "slipway-binding-type";
/** Percent-encoded. */
export const RESOURCE_HEADER = "slipway-binding-resource";
export const KEY_HEADER = "slipway-binding-key";
/** Seconds, of a queue producer with a delay of its own. */
export const DELAY_HEADER = "slipway-delivery-delay";
