import Glibc

/// Lets this process open as many descriptors as the system allows it, since each connection is one (S-28).
///
/// A shell gives 1,024, which a crowd of idle connections uses up; the lower limit is for programs of before `poll`.
///
/// - Returns: how many there may be now.
@discardableResult
package func raiseDescriptorLimit() -> UInt64 {
  var limit = rlimit()
  let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  guard getrlimit(resource, &limit) == 0 else { return 0 }
  limit.rlim_cur = limit.rlim_max
  _ = setrlimit(resource, &limit)
  _ = getrlimit(resource, &limit)
  return UInt64(limit.rlim_cur)
}
