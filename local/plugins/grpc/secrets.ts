import type { Properties } from "../schema/property.ts";
import { isObject, type PropertyObject, type PropertyValue, Secret } from "./property-value.ts";

/**
 * Marks what came from secrets: a value is secret where the value of the same name in `source` has
 * a secret anywhere inside, so one secret element hides a whole list.
 * @see pulumi/pulumi sdk/go/common/resource/plugin/provider_plugin.go annotateSecrets
 */
export function markLike(values: PropertyObject, source: PropertyObject): PropertyObject {
  const marked = { ...values };
  for (const [key, from] of Object.entries(source)) {
    const value = marked[key];
    if (value === undefined || value instanceof Secret) continue;
    if (isObject(value) && isObject(from)) marked[key] = markLike(value, from);
    else if (hasSecret(from)) marked[key] = new Secret(value);
  }
  return marked;
}

/** Marks the top-level properties that the vendor's schema calls secret. */
export function markDeclared(values: PropertyObject, properties: Properties): PropertyObject {
  const marked = { ...values };
  for (const [name, property] of Object.entries(properties)) {
    const value = marked[name];
    if (property.secret === true && value !== undefined && value !== null) {
      marked[name] = value instanceof Secret ? value : new Secret(value);
    }
  }
  return marked;
}

function hasSecret(value: PropertyValue): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(hasSecret);
  return isObject(value) && Object.values<PropertyValue>(value).some(hasSecret);
}
