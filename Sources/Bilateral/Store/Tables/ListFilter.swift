package import BilateralBase

/// Which part of a list is asked for, as in an OCPI list request (TR-28).
package struct ListFilter: Hashable, Sendable {
  /// Objects updated at or after this time.
  package var from: Timestamp?
  /// Objects updated before this time.
  package var to: Timestamp?
  package var offset: Int
  package var limit: Int

  package init(from: Timestamp? = nil, to: Timestamp? = nil, offset: Int = 0, limit: Int = 1000) {
    self.from = from
    self.to = to
    self.offset = offset
    self.limit = limit
  }

  // Bounds instead of NULL, so that one statement serves every filter.
  var low: Int64 { from?.microseconds ?? Int64.min }
  var high: Int64 { to?.microseconds ?? Int64.max }
}

/// One page of a list and how many rows all its pages have.
package struct ListPage<Row: Sendable>: Sendable {
  package let rows: [Row]
  /// For `X-Total-Count`; counted in the same moment as the rows were read.
  package let total: Int

  package init(rows: [Row], total: Int) {
    self.rows = rows
    self.total = total
  }
}

extension ListPage: Equatable where Row: Equatable {}
