// Answers about the graph of a design, as text and as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/driver/graph_queries.h"

namespace meshplay::cli {

// What an answer speaks of by numbers.
struct GraphNames {
  const std::vector<std::string>& components;
  const std::vector<driver::Relationship>& edges;
};

// What was reached, each with the edge that found it.
std::string reached_text(const std::vector<driver::GraphStep>& steps, driver::Direction direction,
                         const GraphNames& names);
std::string reached_json(const std::vector<driver::GraphStep>& steps, driver::Direction direction,
                         const GraphNames& names);

std::string ways_text(const driver::GraphWays& ways, const GraphNames& names);
std::string ways_json(const driver::GraphWays& ways, const GraphNames& names);

// All that others stand behind.
std::string impact_text(const driver::GraphImpact& impact, const GraphNames& names);
std::string impact_json(const driver::GraphImpact& impact, const GraphNames& names);
// What stands behind one.
std::string through_text(const driver::GraphImpact& impact, std::uint32_t through, const GraphNames& names);
std::string through_json(const driver::GraphImpact& impact, std::uint32_t through, const GraphNames& names);

std::string cycles_text(const std::vector<driver::GraphCycle>& cycles, const GraphNames& names);
std::string cycles_json(const std::vector<driver::GraphCycle>& cycles, const GraphNames& names);

std::string order_text(const std::vector<driver::GraphWave>& waves, const GraphNames& names);
std::string order_json(const std::vector<driver::GraphWave>& waves, const GraphNames& names);

std::string islands_text(const driver::GraphIslands& islands, const GraphNames& names);
std::string islands_json(const driver::GraphIslands& islands, const GraphNames& names);

std::string difference_text(const driver::GraphDifference& difference);
std::string difference_json(const driver::GraphDifference& difference);

}  // namespace meshplay::cli
